package io.lockstep.bench;

import io.lockstep.ml.LockstepClassifier;
import java.util.List;

/** Lockstep as an estimator of Spark ML: AdamW, a one-cycle schedule over all epochs, exact steps. */
final class OurEstimator {
    private OurEstimator() {}

    /** What it is. */
    static String version() {
        return "LockstepClassifier, " + Kernels.describe(Kernels.ours());
    }

    /** With these hidden layers, and otherwise with its defaults. */
    static LockstepClassifier of(List<Integer> hidden, int batchRows, double learningRate, int epochs) {
        return new LockstepClassifier()
                .setHidden(hidden.stream().mapToInt(Integer::intValue).toArray())
                .setBatchRows(batchRows)
                .setLearningRate(learningRate)
                .setMaxIter(epochs)
                .setSeed(42);
    }
}
