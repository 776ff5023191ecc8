package io.lockstep.run;

import io.lockstep.check.Verification;
import io.lockstep.report.EpochRecord;
import io.lockstep.train.StepRecord;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What a run records as it goes.
 *
 * @param steps one line for each step
 * @param epochs one for each evaluation
 * @param verifications one for each verification
 */
record RunLines(RecordLines<StepRecord> steps, RecordLines<EpochRecord> epochs, RecordLines<Verification> verifications)
        implements AutoCloseable {

    /** Those in a run's folder. */
    RunLines(Path run) {
        this(
                new RecordLines<>(run.resolve("steps.jsonl"), StepRecord.class),
                new RecordLines<>(run.resolve("epochs.jsonl"), EpochRecord.class),
                new RecordLines<>(run.resolve("verifications.jsonl"), Verification.class));
    }

    /** Keeps the records of the steps up to this one. */
    void keepUntil(int step) throws IOException {
        steps.keep(taken -> taken.step() <= step);
        epochs.keep(epoch -> epoch.step() <= step);
        verifications.keep(verification -> verification.step() <= step);
    }

    /** Removes all records. */
    void clear() throws IOException {
        steps.clear();
        epochs.clear();
        verifications.clear();
    }

    /** Makes the files hold all records. */
    void save() {
        steps.save();
        epochs.save();
        verifications.save();
    }

    @Override
    public void close() throws IOException {
        try (RecordLines<?> first = steps;
                RecordLines<?> second = epochs) {
            verifications.close();
        }
    }
}
