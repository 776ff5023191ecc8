package io.lockstep.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * What of a step decides its time.
 *
 * @param parameters of the network
 * @param rows examples of the step
 * @param partitions tasks
 * @param executors virtual machines to which parameters are sent; 0 in local mode
 * @param slots tasks at once
 */
record StepShape(int parameters, int rows, int partitions, int executors, int slots) {
    /** As {@code ClusterBlocks} has it: up to here the driver merges the sums of all tasks itself. */
    static final int PARTITIONS_REDUCED_AT_ONCE = 32;

    /** Megabytes of parameters, 4 bytes each. */
    double megabytesOut() {
        return 4e-6 * parameters;
    }

    /** Megabytes of one task's sum, 8 bytes a parameter. */
    double megabytesBack() {
        return 8e-6 * parameters;
    }

    /** How many sums are left after each stage of merging that comes before the driver. */
    List<Integer> mergedInStages() {
        return partitions <= PARTITIONS_REDUCED_AT_ONCE ? List.of() : treeOf(2);
    }

    /** The same by Spark's rule in {@code treeAggregate}, for a tree of this depth. */
    List<Integer> treeOf(int depth) {
        List<Integer> stages = new ArrayList<>();
        int fanIn = Math.max((int) Math.ceil(Math.pow(partitions, 1.0 / depth)), 2);
        int left = partitions;
        while (left > fanIn + Math.ceil((double) left / fanIn)) {
            left /= fanIn;
            stages.add(left);
        }
        return stages;
    }

    /** How many sums the driver takes. */
    int sumsAtTheDriver() {
        List<Integer> stages = mergedInStages();
        return stages.isEmpty() ? partitions : stages.get(stages.size() - 1);
    }
}
