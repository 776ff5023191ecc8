package io.lockstep.bench;

import java.util.List;
import java.util.Map;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;

/** The estimators that are compared. */
final class SparkLearners {
    private static final String XGBOOST = "ml.dmlc.xgboost4j.scala.spark.XGBoostClassifier";

    private SparkLearners() {}

    /** Spark's own multilayer perceptron, with another block size than its 128, which is slower. */
    static Learner lbfgs(Tabular table, List<Integer> hidden) {
        return new EstimatorLearner(
                table,
                mlp("l-bfgs"),
                "iterations",
                iterations -> mlp(table, hidden).setSolver("l-bfgs").setMaxIter(iterations));
    }

    /** The same by gradient descent. */
    static Learner gd(Tabular table, List<Integer> hidden, double stepSize) {
        String version = mlp("gd") + ", steps of " + stepSize;
        return new EstimatorLearner(
                table,
                version,
                "iterations",
                iterations ->
                        mlp(table, hidden).setSolver("gd").setStepSize(stepSize).setMaxIter(iterations));
    }

    private static MultilayerPerceptronClassifier mlp(Tabular table, List<Integer> hidden) {
        return new MultilayerPerceptronClassifier()
                .setLayers(table.layers(hidden))
                .setTol(0) // never ends before its time
                .setSeed(42)
                .setBlockSize(Mllib.BLOCK_ROWS);
    }

    private static String mlp(String solver) {
        return "%s, %s, blocks of %d".formatted(mlpVersion(), solver, Mllib.BLOCK_ROWS);
    }

    /** Spark's own multilayer perceptron, and with what it computes. */
    static String mlpVersion() {
        return "Spark MLP %s, double, sigmoid, %s"
                .formatted(org.apache.spark.package$.MODULE$.SPARK_VERSION(), SystemBlas.describe());
    }

    /** XGBoost's trees by histograms, with a worker for each slot. Its classes are here with Maven's profile "bench" only. */
    static Learner xgboost(Tabular table, TableSettings.Trees trees) throws MissingException {
        String version = "XGBoost4J-Spark %s, hist, depth %d, eta %s, %d workers with a thread each"
                .formatted(EstimatorByName.version(XGBOOST), trees.depth(), trees.eta(), OurTraining.SLOTS);
        return new EstimatorLearner(
                table,
                version,
                "rounds",
                rounds -> EstimatorByName.of(XGBOOST, xgboost(table.classes(), trees, rounds)));
    }

    /** Ours. */
    static Learner ours(Tabular table, List<Integer> hidden, TableSettings.MiniBatches ours) {
        String version =
                "%s, batches of %d, learning rate %s".formatted(OurEstimator.version(), ours.batch(), ours.rate());
        return new EstimatorLearner(
                table, version, "epochs", epochs -> OurEstimator.of(hidden, ours.batch(), ours.rate(), epochs));
    }

    private static Map<String, Object> xgboost(int classes, TableSettings.Trees trees, int rounds) {
        return Map.ofEntries(
                Map.entry("numRound", rounds),
                Map.entry("num_class", classes),
                Map.entry("objective", "multi:softprob"),
                Map.entry("tree_method", "hist"),
                Map.entry("max_depth", trees.depth()),
                Map.entry("eta", trees.eta()),
                Map.entry("numWorkers", OurTraining.SLOTS),
                Map.entry("nthread", 1),
                Map.entry("seed", 42L),
                Map.entry("verbosity", 0),
                Map.entry("rabitTrackerHostIp", "127.0.0.1"));
    }
}
