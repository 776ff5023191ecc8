package io.lockstep.report.html;

import io.lockstep.metric.Evaluation;
import io.lockstep.metric.Regression;
import io.lockstep.report.EpochRecord;
import io.lockstep.report.RunRecord;
import org.jspecify.annotations.Nullable;

/**
 * The last evaluation of the network on the validation set.
 *
 * @param when {@code after step 60}
 * @param evaluation of it
 */
record LastEvaluation(String when, Evaluation evaluation) {

    /** Of a regression its errors; null of classes. */
    @Nullable
    Regression regression() {
        return evaluation.regression();
    }

    /** Of the model; of a run that failed before it had one, after the last epoch that was evaluated, if there was any. */
    static @Nullable LastEvaluation of(RunRecord record) {
        if (record.heldOut() != null && record.model() != null) {
            RunRecord.Model model = record.model();
            return new LastEvaluation(Numbers.text("%s, after step %,d", model.why(), model.step()), record.heldOut());
        }
        if (record.epochs().isEmpty()) {
            return null;
        }
        EpochRecord last = record.epochs().get(record.epochs().size() - 1);
        return new LastEvaluation(Numbers.text("after step %,d, the last evaluated", last.step()), last.heldOut());
    }
}
