package io.lockstep.report;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.lockstep.metric.Evaluation;
import io.lockstep.metric.Regression;
import org.jspecify.annotations.Nullable;

/** What log scrapers read of a run while it runs: one JSON object a line, of which {@code event} says what it is. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ProgressEvent.Started.class, name = "started"),
    @JsonSubTypes.Type(value = ProgressEvent.Stepped.class, name = "step"),
    @JsonSubTypes.Type(value = ProgressEvent.RoundLost.class, name = "round-lost"),
    @JsonSubTypes.Type(value = ProgressEvent.Stalled.class, name = "stalled"),
    @JsonSubTypes.Type(value = ProgressEvent.Evaluated.class, name = "evaluated"),
    @JsonSubTypes.Type(value = ProgressEvent.Ended.class, name = "ended")
})
public sealed interface ProgressEvent {

    /**
     * The data is read and the folder is taken.
     *
     * @param run id of the run
     * @param steps how many it is to take
     * @param after the step after which it resumes; 0 where it begins
     * @param folder where its files are; absent if it is kept in memory
     */
    record Started(
            String run, int steps, int after, @Nullable String folder) implements ProgressEvent {}

    /**
     * A step was taken.
     *
     * @param run id of the run
     * @param steps how many it is to take
     */
    record Stepped(
            String run,
            int step,
            int steps,
            double loss,
            double gradientNorm,
            double milliseconds,
            String parametersSha256)
            implements ProgressEvent {}

    /**
     * A round of steps failed and is repeated.
     *
     * @param run id of the run
     * @param afterStep after which it begins again
     * @param lostSteps steps that it had taken and that are taken again; no further lines tell of them
     * @param cause the first failure
     */
    record RoundLost(String run, int afterStep, int lostSteps, String cause) implements ProgressEvent {}

    /**
     * A step waits for an executor much longer than the last steps took, or an executor was replaced.
     *
     * @param run id of the run
     * @param step that waits; 0 where it is other work, such as an evaluation
     * @param executor Spark's name for it
     * @param host where it runs
     * @param tasks how many of the run's it has not finished
     * @param waitedMilliseconds since the first of them was sent to it
     * @param usualMilliseconds median time of the last steps; 0 where too few were taken
     * @param silentMilliseconds since the executor was last heard of
     * @param state {@code answers}: the executor sends heartbeats; {@code silent}: they are overdue; {@code replaced}: Spark gets another
     */
    record Stalled(
            String run,
            int step,
            String executor,
            String host,
            int tasks,
            long waitedMilliseconds,
            long usualMilliseconds,
            long silentMilliseconds,
            String state)
            implements ProgressEvent {}

    /**
     * The network was evaluated on the validation set.
     *
     * @param run id of the run
     * @param epoch after so many
     * @param step the last one before
     * @param loss mean loss
     * @param accuracy share of the examples whose class is predicted, 0 .. 1; absent of a regression
     * @param rmse root of the mean squared error, in the target's own unit; absent of classes, as the next two are
     * @param mae mean absolute error
     * @param rSquared R²; absent where all targets are equal, too
     */
    record Evaluated(
            String run,
            int epoch,
            int step,
            double loss,
            @Nullable Double accuracy,
            @Nullable Double rmse,
            @Nullable Double mae,
            @Nullable Double rSquared)
            implements ProgressEvent {

        /** Of an evaluation. */
        public static Evaluated of(String run, EpochRecord epoch) {
            Evaluation heldOut = epoch.heldOut();
            Regression errors = heldOut.regression();
            return new Evaluated(
                    run,
                    epoch.epoch(),
                    epoch.step(),
                    heldOut.loss(),
                    heldOut.accuracy(),
                    errors == null ? null : (Double) errors.rmse(),
                    errors == null ? null : (Double) errors.mae(),
                    errors == null ? null : errors.rSquared());
        }
    }

    /**
     * The last line.
     *
     * @param run id of the run
     * @param verdict the word of its exit code
     * @param exitCode how the process ends
     * @param seconds wall time
     * @param failure why it failed; absent if it did not
     */
    record Ended(
            String run,
            String verdict,
            int exitCode,
            double seconds,
            @Nullable String failure) implements ProgressEvent {}
}
