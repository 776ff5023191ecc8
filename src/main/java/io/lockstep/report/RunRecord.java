package io.lockstep.report;

import io.lockstep.check.Verification;
import io.lockstep.data.DataCard;
import io.lockstep.metric.Evaluation;
import io.lockstep.network.Architecture;
import io.lockstep.pass.device.Backend;
import io.lockstep.pass.plan.Fingerprint;
import io.lockstep.train.StepRecord;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code run.json}: what it takes to judge a run and to repeat it.
 *
 * @param schemaVersion {@link #SCHEMA_VERSION} when it was written
 * @param runId name of the run's folder
 * @param startedAt ISO 8601, UTC
 * @param seconds wall time
 * @param verdict {@code ok}, or the word of the exit code
 * @param failure why the run failed; absent if it did not
 * @param resumedAfter the step after which this attempt resumed; 0 where it began anew
 * @param config every key with the value in effect, secrets redacted
 * @param dataNote which data was taken and why
 * @param trainData what was trained on
 * @param heldOutData the validation set; absent where the model was trained without one
 * @param targetNames what a table's classes are called, or the columns that are predicted; absent of images
 * @param architecture the network
 * @param initialParametersSha256 of the parameters that training began with, where they were those of another model; absent where the seed drew
 *     them
 * @param gradients {@code exact}: each step's is that of its whole batch; {@code local:K} where each partition trained on its own for
 *     K steps, so that none is
 * @param layout how the work was spread
 * @param execution how exact steps were executed; absent with local steps, where each was a Spark job as configured, and in records of earlier builds
 * @param environment machine and build
 * @param backend what computed
 * @param cpuReason why it is the CPU though GPUs were preferred; absent otherwise
 * @param executors that took part, with the GPUs that Spark gave them, those that were lost as well
 * @param fingerprints how each of those computed that were there when the run began; empty if it failed before
 * @param beforeStandardizing the initial network's statistics on raw pixels / 256
 * @param afterStandardizing the same on standardised ones
 * @param steps one record a step
 * @param epochs one record for each epoch after which the network was evaluated
 * @param verifications of the checked steps
 * @param model what is in {@code model/}; absent if the run failed before
 * @param heldOut its evaluation on the validation set; absent where there is none, or if the run failed before
 * @param mistakes validation examples that it predicts worst, some of them: wrong classes by their loss, or numbers by their error
 */
public record RunRecord(
        int schemaVersion,
        String runId,
        String startedAt,
        double seconds,
        String verdict,
        @Nullable String failure,
        int resumedAfter,
        SortedMap<String, String> config,
        String dataNote,
        DataCard trainData,
        @Nullable DataCard heldOutData,
        @Nullable List<String> targetNames,
        Architecture architecture,
        @Nullable String initialParametersSha256,
        String gradients,
        @Nullable Layout layout,
        @Nullable StepExecution execution,
        Environment environment,
        @Nullable Backend backend,
        @Nullable String cpuReason,
        List<Executor> executors,
        List<Computing> fingerprints,
        @Nullable Evaluation beforeStandardizing,
        @Nullable Evaluation afterStandardizing,
        List<StepRecord> steps,
        List<EpochRecord> epochs,
        List<Verification> verifications,
        @Nullable Model model,
        @Nullable Evaluation heldOut,
        List<MistakeRecord> mistakes) {

    /**
     * A component that changes its meaning raises it; what this build can do again begins with 1. From 3 on, a record carries its own
     * hash, see {@link HashedJson}.
     */
    public static final int SCHEMA_VERSION = 3;

    /** Whether there is a validation set. */
    public boolean hasValidation() {
        return heldOutData != null;
    }

    /** What the classes are called, or the columns that are predicted. */
    public TargetNames targets() {
        return targetNames == null ? TargetNames.NUMBERS : new TargetNames(targetNames);
    }

    /**
     * Which parameters a run has kept as its model.
     *
     * @param step after which step
     * @param why {@code last}, or {@code best}
     * @param parametersSha256 SHA-256 of the parameters, as little-endian floats
     */
    public record Model(int step, String why, String parametersSha256) {}

    /**
     * How the work was spread; it changes no bit of the result.
     *
     * @param spark version of Spark
     * @param master Spark's master
     * @param applicationId Spark's name for this run
     * @param slots tasks at once
     * @param partitions partitions of the training blocks
     * @param blocks blocks of the training data
     * @param blockRows examples a block
     */
    public record Layout(
            String spark, String master, String applicationId, int slots, int partitions, int blocks, int blockRows) {}

    /**
     * An executor that took part.
     *
     * @param id Spark's name for it; {@code driver} in local mode
     * @param host where it ran, with its port
     * @param cores tasks at once, as far as its cores go
     * @param gpus addresses of the GPUs that Spark gave to it
     * @param lost why it was lost; empty if it was not
     */
    public record Executor(String id, String host, int cores, List<String> gpus, String lost) {}

    /**
     * How a process computed.
     *
     * @param where {@code executor 3}, or {@code driver}
     * @param host it ran on
     * @param fingerprint of it
     */
    public record Computing(String where, String host, Fingerprint fingerprint) {}
}
