package io.lockstep.bench;

import io.lockstep.bench.LeastSquares.Observation;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The time of a step as a sum: {@code scheduling(tasks) + broadcast(bytes, executors) + reduce(bytes, partitions, depth) +
 * compute(rows / slots)}. The first three are Spark's share, the last the passes' own time; each has coefficients that are fitted
 * to what was measured.
 *
 * @param spark of Spark's share on a cluster
 * @param compute of the passes' own time
 */
record CostModel(LeastSquares spark, LeastSquares compute) {
    static final String JOB = "a job";
    static final String TASK = "a task";
    static final String SEND = "a MB of parameters";
    static final String RECEIVE = "a MB of parameters at an executor";
    static final String TAKE = "a MB of sums at the driver";
    static final String STAGE = "a stage of the tree";
    static final String SHUFFLE = "a MB of sums in the tree";
    static final String EXAMPLE = "a million parameters and an example";
    static final String PASS = "a million parameters and a task";

    private static final List<String> SPARK = List.of(JOB, TASK, SEND, RECEIVE, TAKE, STAGE, SHUFFLE);
    private static final List<String> COMPUTE = List.of(EXAMPLE, PASS);

    /**
     * A step that was measured, and the medians of both parts of its time.
     *
     * @param name what a reader calls it
     * @param share Spark's, milliseconds
     * @param kernel the passes', spread over the slots, milliseconds
     */
    record MeasuredStep(String name, StepShape shape, double share, double kernel) {}

    /**
     * Fits Spark's share to steps on executors in which next to nothing is computed, for with the passes comes waiting for the
     * slowest; and the passes' time to all.
     */
    static CostModel fit(List<MeasuredStep> nearlyEmpty, List<MeasuredStep> all) {
        return new CostModel(
                LeastSquares.fit(SPARK, observations(nearlyEmpty, MeasuredStep::share, CostModel::ofSpark)),
                LeastSquares.fit(COMPUTE, observations(all, MeasuredStep::kernel, CostModel::ofCompute)));
    }

    private static List<Observation> observations(
            List<MeasuredStep> steps, ToDoubleFunction<MeasuredStep> time, Function<StepShape, double[]> amounts) {
        return steps.stream()
                .map(step -> new Observation(step.name(), amounts.apply(step.shape()), time.applyAsDouble(step)))
                .toList();
    }

    /** Spark's share of a step, milliseconds, on executors that share a machine with the driver, as when it was measured. */
    double share(StepShape step) {
        return spark.predict(ofSpark(step));
    }

    /** The passes' own time, milliseconds. */
    double kernel(StepShape step) {
        return compute.predict(ofCompute(step));
    }

    /** How much of each term of Spark's share is in a step where all executors are on one machine. */
    static double[] ofSpark(StepShape step) {
        List<Integer> stages = step.mergedInStages();
        int tasks = step.partitions();
        double shuffled = 0;
        int sums = step.partitions();
        for (int left : stages) {
            tasks += left;
            shuffled += sums * step.megabytesBack() / step.slots();
            sums = left;
        }
        return new double[] {
            1,
            tasks,
            step.megabytesOut(),
            step.megabytesOut() * step.executors(),
            sums * step.megabytesBack(),
            stages.size(),
            shuffled
        };
    }

    private static double[] ofCompute(StepShape step) {
        double million = 1e-6 * step.parameters();
        int tasksAtOnce = Math.min(step.partitions(), step.slots());
        return new double[] {million * step.rows() / tasksAtOnce, million * step.partitions() / tasksAtOnce};
    }
}
