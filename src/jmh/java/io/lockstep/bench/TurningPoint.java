package io.lockstep.bench;

import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * From how many executors on, with one partition each, something becomes of the reduce; null where not below 100,000.
 *
 * @param parameters of the network
 * @param treeIsFaster a tree takes less than the driver merging all sums itself, by the model
 * @param tooMuchAtOnce all sums are more than the driver takes by Spark's default; no model, but a product
 * @param tooMuchOfTheTree what a tree of depth 2 leaves is
 */
record TurningPoint(
        int parameters,
        @Nullable Integer treeIsFaster,
        @Nullable Integer tooMuchAtOnce,
        @Nullable Integer tooMuchOfTheTree) {
    /** {@code spark.driver.maxResultSize}, 1 GiB, in MB. */
    private static final double MOST_RESULTS = 1.024 * 1.024 * 1.024 * 1_000;

    private static final int NOT_BEFORE = 100_000;

    static TurningPoint of(CostModel model, int parameters) {
        return new TurningPoint(
                parameters,
                first(executors -> {
                    Prediction one = Prediction.of(model, parameters, executors);
                    Double tree = one.tree();
                    return tree != null && tree < one.atOnce();
                }),
                first(executors -> executors * step(parameters, executors).megabytesBack() > MOST_RESULTS),
                first(executors -> {
                    StepShape step = step(parameters, executors);
                    List<Integer> stages = step.treeOf(2);
                    return !stages.isEmpty() && stages.get(stages.size() - 1) * step.megabytesBack() > MOST_RESULTS;
                }));
    }

    private static StepShape step(int parameters, int executors) {
        return new StepShape(parameters, 0, executors, executors, executors);
    }

    private static @Nullable Integer first(IntPredicate turned) {
        int first =
                IntStream.rangeClosed(1, NOT_BEFORE).filter(turned).findFirst().orElse(0);
        return first == 0 ? null : (Integer) first;
    }
}
