package io.lockstep.job;

import io.lockstep.check.Verification;
import io.lockstep.cluster.LayoutChange;
import io.lockstep.cluster.PassChoice;
import io.lockstep.cluster.Stall;
import io.lockstep.cluster.bits.Fingerprints;
import io.lockstep.data.DataCard;
import io.lockstep.data.Examples;
import io.lockstep.gradient.Gradient;
import io.lockstep.network.Architecture;
import io.lockstep.report.EpochRecord;
import io.lockstep.report.Reproduction;
import io.lockstep.report.RunRecord;
import io.lockstep.train.StepRecord;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What happens in a job, in the order of the data's path. */
public sealed interface RunEvent {

    /** A sentence for people: what takes long, what was damaged and left out, what the cluster is waited for. */
    record Notice(String text) implements RunEvent {}

    /** Which data was taken, and why. */
    record DataFound(String note) implements RunEvent {}

    /** The data that the job is about was read from end to end. */
    record DataRead(DataCard card) implements RunEvent {}

    /** The validation set was read from end to end. */
    record ValidationDataRead(DataCard card) implements RunEvent {}

    /** Examples without a card: they are read once, when they are used. */
    record ExamplesFound(Examples examples, String location) implements RunEvent {}

    /**
     * A table was opened.
     *
     * @param location its files
     * @param columns all of them with their types
     * @param features those that are the network's input
     */
    record TableOpened(String location, String columns, String features) implements RunEvent {}

    /** What computes was chosen, and how the work is spread. {@code layout} has 0 blocks where a table's rows are counted later. */
    record MachineChosen(PassChoice pass, RunRecord.Layout layout) implements RunEvent {}

    /** The network, and where its parameters come from. */
    record NetworkChosen(Architecture architecture, String origin) implements RunEvent {}

    /** How each process computes. Where they are mixed, the job ends unless the configuration accepts it. */
    record BitsCompared(Fingerprints fingerprints, boolean accepted) implements RunEvent {}

    /** What standardising does to the initial network's activations. */
    record ActivationsMeasured(DataCard card, Statistics statistics) implements RunEvent {}

    /** The gradient of a whole split was computed. */
    record GradientComputed(Gradient gradient, Duration elapsed) implements RunEvent {}

    /**
     * Training begins or resumes.
     *
     * @param resumedAfter the step of the checkpoint; 0 where training begins
     * @param folder of the run; null where it is kept in memory
     */
    record TrainingBegun(
            String runId,
            Training training,
            int resumedAfter,
            @Nullable Path folder) implements RunEvent {}

    /**
     * The next steps are rounds in a Spark stage each, or a Spark job each.
     *
     * @param tasks number of tasks
     * @param reason why they are jobs; empty for a stage
     */
    record StepsChosen(String runId, boolean stage, int tasks, String reason) implements RunEvent {}

    /** Executors have come or gone, and the blocks were dealt anew. */
    record LayoutChanged(String runId, LayoutChange change) implements RunEvent {}

    /** A round of steps begins. */
    record RoundBegun(String runId) implements RunEvent {}

    /**
     * A round of steps failed.
     *
     * @param afterStep after which it began, and the training continues
     * @param lostSteps steps that it had taken and that are taken again
     * @param cause the first failure, as a clause
     */
    record RoundLost(String runId, int afterStep, int lostSteps, String cause) implements RunEvent {}

    /** A step was taken, of so many. */
    record StepTaken(String runId, StepRecord step, int steps) implements RunEvent {}

    /** A step waits for an executor, or an executor was replaced. It is told while the job's own thread waits, on another. */
    record Stalled(String runId, Stall stall) implements RunEvent {}

    /** The network was evaluated on the validation set. */
    record Evaluated(String runId, EpochRecord epoch) implements RunEvent {}

    /** A gradient was compared with those of other sources. */
    record Verified(Verification verification) implements RunEvent {}

    /** Recorded steps are about to be taken again; {@code asRecorded} is the outcome if all agree. */
    record ReproductionBegun(Reproduction asRecorded) implements RunEvent {}

    /** A recorded step was taken again. */
    record StepReproduced(StepRecord step, Reproduction.@Nullable FirstDifference difference) implements RunEvent {}

    /** The run failed or was interrupted; what it leaves is in its folder, if it has one. */
    record RunFailed(@Nullable Path folder, Verdict verdict) implements RunEvent {}
}
