package io.lockstep.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the model says of a cluster that nobody measured: one task an executor, each executor on a machine of its own, and a network
 * between them.
 *
 * @param parameters of the network that is trained
 * @param executors as many as partitions
 * @param scheduling milliseconds
 * @param broadcast milliseconds
 * @param atOnce milliseconds, where the driver merges all sums
 * @param tree milliseconds, by a tree of depth 2; null where Spark would make none
 * @param deepTree the same of depth 3
 * @param megabytesAtOnce of sums that the driver takes where it merges all
 * @param megabytesOfTree of sums that it takes from a tree of depth 2, or null
 * @param rowsForTenPercent examples of a step, of which Spark has a tenth
 */
record Prediction(
        int parameters,
        int executors,
        double scheduling,
        double broadcast,
        double atOnce,
        @Nullable Double tree,
        @Nullable Double deepTree,
        double megabytesAtOnce,
        @Nullable Double megabytesOfTree,
        double rowsForTenPercent) {

    /** Of the network, each way: 10 Gbit/s. */
    static final double MILLISECONDS_A_MEGABYTE = 8 / 10.0;

    static Prediction of(CostModel model, int parameters, int executors) {
        StepShape step = new StepShape(parameters, 0, executors, executors, executors);
        LeastSquares spark = model.spark();
        double scheduling = spark.of(CostModel.JOB) + spark.of(CostModel.TASK) * executors;
        double broadcast = step.megabytesOut()
                * (spark.of(CostModel.SEND)
                        + spark.of(CostModel.RECEIVE) // all at the same time
                        + MILLISECONDS_A_MEGABYTE * torrentRounds(executors));
        double atOnce = reduce(model, step, List.of());
        Double tree = tree(model, step, 2);
        double share = scheduling + broadcast + reduce(executors, atOnce, tree);
        double million = 1e-6 * parameters;
        double pass = model.compute().of(CostModel.PASS) * million;
        double example = model.compute().of(CostModel.EXAMPLE) * million;
        List<Integer> stages = step.treeOf(2);
        return new Prediction(
                parameters,
                executors,
                scheduling,
                broadcast,
                atOnce,
                tree,
                tree(model, step, 3),
                executors * step.megabytesBack(),
                stages.isEmpty() ? null : (Double) (stages.get(stages.size() - 1) * step.megabytesBack()),
                executors * Math.max(1, (9 * share - pass) / example));
    }

    /** As many as those who have the parameters must double in, until all have them. */
    static int torrentRounds(int executors) {
        return Integer.SIZE
                - Integer.numberOfLeadingZeros(executors); // ceil(log2(executors + 1)), the driver being one of them
    }

    /** Of the way that {@code ClusterBlocks} takes. */
    double reduce() {
        return reduce(executors, atOnce, tree);
    }

    private static double reduce(int executors, double atOnce, @Nullable Double tree) {
        return executors <= StepShape.PARTITIONS_REDUCED_AT_ONCE || tree == null ? atOnce : tree;
    }

    double share() {
        return scheduling + broadcast + reduce();
    }

    private static @Nullable Double tree(CostModel model, StepShape step, int depth) {
        List<Integer> stages = step.treeOf(depth);
        return stages.isEmpty() ? null : (Double) reduce(model, step, stages);
    }

    /** In each stage a task takes its part of the sums over its own network; the driver takes what is left over its. */
    private static double reduce(CostModel model, StepShape step, List<Integer> stages) {
        LeastSquares spark = model.spark();
        double milliseconds = 0;
        int sums = step.partitions();
        for (int left : stages) {
            double megabytes = Math.ceil((double) sums / left) * step.megabytesBack();
            milliseconds += spark.of(CostModel.STAGE)
                    + spark.of(CostModel.TASK) * left
                    + megabytes * (spark.of(CostModel.SHUFFLE) + MILLISECONDS_A_MEGABYTE);
            sums = left;
        }
        double megabytes = sums * step.megabytesBack();
        return milliseconds + megabytes * (spark.of(CostModel.TAKE) + MILLISECONDS_A_MEGABYTE);
    }
}
