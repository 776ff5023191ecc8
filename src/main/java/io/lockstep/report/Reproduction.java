package io.lockstep.report;

import io.lockstep.train.StepRecord;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The result of repeating a recorded run.
 *
 * @param schemaVersion of this record
 * @param runId the run
 * @param record its {@code run.json}
 * @param verdict {@code ok}, or the word of the exit code
 * @param stepsRecorded steps that the record has
 * @param stepsReproduced of these, the first so many were bit-identical
 * @param firstDifference the first difference; absent if there is none
 * @param data what is different about the data
 * @param machine what is different about what computes, so that results can differ in some bits
 * @param build another Lockstep; absent if it is the same
 * @param recordedLayout how the work was spread
 * @param layout how it was spread this time
 */
public record Reproduction(
        int schemaVersion,
        String runId,
        String record,
        String verdict,
        int stepsRecorded,
        int stepsReproduced,
        @Nullable FirstDifference firstDifference,
        List<Difference> data,
        List<Difference> machine,
        @Nullable Difference build,
        RunRecord.Layout recordedLayout,
        RunRecord.Layout layout) {

    /** The same, but that it differs, under another verdict. */
    public Reproduction differing(FirstDifference first, String verdict) {
        return new Reproduction(
                schemaVersion,
                runId,
                record,
                verdict,
                stepsRecorded,
                first.step() - 1,
                first,
                data,
                machine,
                build,
                recordedLayout,
                layout);
    }

    /**
     * Where the parameters differ first.
     *
     * @param step after this step
     * @param tensor the first that differs; absent where the record has only the digest of all of them
     * @param expected SHA-256 as recorded
     * @param found SHA-256 this time
     */
    public record FirstDifference(int step, @Nullable String tensor, String expected, String found) {

        /** Between a recorded step and the same taken again; null if they are bit-identical. */
        public static @Nullable FirstDifference between(StepRecord recorded, StepRecord again) {
            Map<String, String> digests = recorded.tensorSha256();
            if (digests != null && again.tensorSha256() != null) {
                for (Map.Entry<String, String> tensor : again.tensorSha256().entrySet()) {
                    String expected = digests.get(tensor.getKey());
                    if (expected != null && !expected.equals(tensor.getValue())) {
                        return new FirstDifference(again.step(), tensor.getKey(), expected, tensor.getValue());
                    }
                }
            }
            return recorded.parametersSha256().equals(again.parametersSha256())
                    ? null
                    : new FirstDifference(again.step(), null, recorded.parametersSha256(), again.parametersSha256());
        }
    }

    /** Something that is not as recorded. */
    public record Difference(String what, String recorded, String here) {}
}
