package io.lockstep.bench;

import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Estimator;

/** Lockstep as an estimator of Spark ML. */
final class OurEstimator {
    private static final String CLASSIFIER = "io.lockstep.ml.LockstepClassifier";

    private OurEstimator() {}

    /** What it is. */
    static String version() {
        return "LockstepClassifier, " + Kernels.describe(Kernels.ours());
    }

    /** With what every network here has. */
    static Estimator<?> of(List<Integer> hidden, int batchRows, double rate, int epochs) throws MissingException {
        return EstimatorByName.of(
                CLASSIFIER,
                Map.of(
                        "hidden", hidden.stream().mapToInt(Integer::intValue).toArray(),
                        "batchRows", batchRows,
                        "learningRate", rate,
                        "maxIter", epochs,
                        "seed", 42L));
    }
}
