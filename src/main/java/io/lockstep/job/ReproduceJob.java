package io.lockstep.job;

import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.ClusterGradients;
import io.lockstep.cluster.ClusterSession;
import io.lockstep.config.RunConfig;
import io.lockstep.pass.plan.ProbeBlocks;
import io.lockstep.report.Environment;
import io.lockstep.report.Reproduction;
import io.lockstep.report.Reproduction.Difference;
import io.lockstep.report.Reproduction.FirstDifference;
import io.lockstep.run.RecordedRun;
import io.lockstep.run.ReproductionException;
import io.lockstep.run.SavedModel;
import io.lockstep.train.Step;
import io.lockstep.train.StepRecord;
import io.lockstep.train.Trainer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A recorded run, taken again and compared with its record step by step. Nothing is written. */
public final class ReproduceJob {
    private final Path file;
    private final RecordedRun recorded;
    private final List<Difference> data;
    private final Training training;
    private final RunListener listener;

    private ReproduceJob(
            Path file, RecordedRun recorded, List<Difference> data, Training training, RunListener listener) {
        this.file = file;
        this.recorded = recorded;
        this.data = data;
        this.training = training;
        this.listener = listener;
    }

    /**
     * Finds and reads the data.
     *
     * @param file the record
     * @param config of the recorded run, for this machine
     * @param source names the data
     */
    public static ReproduceJob prepare(
            Path file, RecordedRun recorded, RunConfig config, String source, Connection spark, RunListener listener) {
        SavedModel initial = WarmStart.of(config);
        recorded.requireBegunWith(initial);
        ExampleSet examples = TrainData.train(config.withoutDownload(), initial, source, spark, listener);
        return new ReproduceJob(
                file,
                recorded,
                recorded.differences(examples.card()),
                Training.of(config, examples, initial),
                listener);
    }

    /** What the run is told to do here. */
    public RunConfig config() {
        return training.config();
    }

    /** What is not as recorded about the data. */
    public List<Difference> dataDifferences() {
        return data;
    }

    /**
     * Takes the recorded steps again.
     *
     * @param partitions how many; null for another number than the recorded one
     * @throws ReproductionException at the first step that differs, or at the end if only the data's hashes differ
     */
    public Reproduction on(ClusterSession session, @Nullable Integer partitions) {
        int steps = recorded.steps().size();
        Machine machine = Machine.of(
                session,
                training.work(
                        partitions == null ? another(session.slots()) : partitions,
                        ProbeBlocks.of(training.architecture(), training.plan())),
                listener);
        Reproduction asRecorded = new Reproduction(
                1,
                recorded.runId(),
                file.toString(),
                (data.isEmpty() ? Verdict.OK : Verdict.VERIFICATION).word(),
                steps,
                steps,
                null,
                data,
                recorded.differences(machine.pass().backend()),
                recorded.difference(Environment.detect()),
                recorded.layout(),
                machine.layout());
        listener.on(new RunEvent.ReproductionBegun(asRecorded));
        try (ClusterBlocks blocks = training.blocks(session, machine.layout().partitions())
                .requiring(machine.sameBits())
                .preparedFor(machine.plan())) {
            new Trainer(
                            training.exactSteps(new ClusterGradients(blocks, machine.plan())),
                            step -> compare(step, asRecorded))
                    .run(training.initial(), training.steps()); // the schedule knows them all
        }
        if (!data.isEmpty()) {
            throw new ReproductionException(asRecorded);
        }
        return asRecorded;
    }

    /** More partitions than task slots, so that tasks end in another order, too. */
    private int another(int slots) {
        int more = 2 * slots + 1;
        return more == recorded.layout().partitions() ? more + 1 : more;
    }

    /** Whether there is a further step to compare. */
    private boolean compare(Step step, Reproduction asRecorded) {
        StepRecord found = StepRecord.of(step);
        FirstDifference difference = FirstDifference.between(recorded.steps().get(step.number() - 1), found);
        listener.on(new RunEvent.StepReproduced(found, difference));
        if (difference != null) {
            throw new ReproductionException(asRecorded.differing(difference, Verdict.VERIFICATION.word()));
        }
        return step.number() < recorded.steps().size();
    }
}
