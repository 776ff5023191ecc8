package io.lockstep.gradient;

import io.lockstep.block.Batch;
import io.lockstep.data.DataException;
import io.lockstep.network.Architecture;
import io.lockstep.pass.BlockGradient;
import io.lockstep.pass.GroupPass;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * The exact sum of blocks' gradients, as it is sent between processes. Integers, so that the order of arrival cannot change the
 * sum; sums, so that the division by the sum of the weights, which is the number of examples where each counts 1, happens once, in {@link #mean}.
 *
 * <p>A block that cannot be added (NaN, infinity, overflow) does not throw on the executor, where Spark would
 * only retry the task; it is part of the sum as a {@link Fault}, and {@link #mean} throws.
 */
public final class GradientSum implements Serializable {
    private static final long serialVersionUID = 2L;

    // behind the gradient's units
    private static final int LOSS = 0;
    private static final int WEIGHT = 1;
    private static final int EXAMPLES = 2;
    private static final int FAULTS = 3;
    private static final int TOTALS = 4;

    private final Architecture architecture;
    private final FixedPoint scale;
    private final FixedPoint lossScale;
    private final FixedPoint weightScale;
    private final int count; // of the parameters
    private final long[] integers;
    private @Nullable Fault fault;

    private GradientSum(Architecture architecture, Batch batch, int room) {
        this.architecture = architecture;
        scale = FixedPoint.ofGradients(batch);
        lossScale = FixedPoint.ofLosses(batch);
        weightScale = FixedPoint.ofWeights(batch);
        count = architecture.parameterCount();
        integers = new long[count + TOTALS + room];
    }

    private GradientSum(GradientSum part, long[] sums) {
        architecture = part.architecture;
        scale = part.scale;
        lossScale = part.lossScale;
        weightScale = part.weightScale;
        count = part.count;
        integers = sums;
        fault = part.fault;
    }

    /** An empty sum on the scale of this batch. */
    public static GradientSum zero(Architecture architecture, Batch batch) {
        return zero(architecture, batch, 0);
    }

    /**
     * The same, with room in {@link #integers}.
     *
     * @param room longs at the end of the array, for whoever adds the arrays of several processes
     */
    public static GradientSum zero(Architecture architecture, Batch batch, int room) {
        return new GradientSum(architecture, batch, room);
    }

    /**
     * All that is added, in one array: (parameters) the gradient, then the loss, the weight, the examples and the number of values that
     * could not be added, then the room. Adding such arrays of the same batch, in any order, adds the sums. Not a copy.
     */
    public long[] integers() {
        return integers;
    }

    /** The sum over several processes of which this is one, from the sum of their arrays, which is kept and not copied. */
    public GradientSum in(long[] sums) {
        return new GradientSum(this, sums);
    }

    /** Whether a value could not be added, here or in another process; then there is no mean. */
    public boolean isFaulty() {
        return integers[count + FAULTS] != 0;
    }

    /** The value that could not be added here, of the lowest block; null if there is none. */
    public @Nullable Fault fault() {
        return fault;
    }

    /** A sum over a whole batch that was computed elsewhere, in double. */
    public static GradientSum of(
            Architecture architecture,
            Batch batch,
            double[] gradientSum,
            double lossSum,
            double weightSum,
            long exampleCount) {
        GradientSum sum = zero(architecture, batch);
        for (int i = 0; i < gradientSum.length; i++) {
            sum.check(batch.firstBlock(), i, gradientSum[i], exampleCount);
            sum.integers[i] = sum.scale.units(gradientSum[i]);
        }
        sum.addLoss(batch.firstBlock(), lossSum, weightSum, exampleCount);
        return sum;
    }

    /** Adds one block; returns this sum. */
    public GradientSum add(BlockGradient block) {
        float[] gradientSum = block.gradientSum();
        scale.add(gradientSum, integers);
        boolean within = largest(gradientSum) <= scale.limit(block.exampleCount()); // NaN is not within any limit
        for (int i = 0; !within && i < count; i++) {
            check(block.block(), i, gradientSum[i], block.exampleCount());
        }
        addLoss(block.block(), block.lossSum(), block.weightSum(), block.exampleCount());
        return this;
    }

    /** The largest magnitude; NaN if there is one. */
    private static float largest(float[] values) {
        float largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    /** Adds a pass's own sum on this sum's scales, over so many examples that each count 1. */
    void add(GroupPass.Units sum, long examples) {
        for (int i = 0; i < count; i++) {
            integers[i] += sum.gradientSum()[i];
        }
        integers[count + LOSS] += sum.lossSum();
        integers[count + WEIGHT] += weightScale.units((double) examples);
        integers[count + EXAMPLES] += examples;
    }

    /** How a pass turns the gradient of a block of so many rows into units. */
    GroupPass.Scale gradientScale(int rows) {
        return new GroupPass.Scale(scale.unitsInOne(), scale.limit(rows));
    }

    /** The same for its loss. */
    GroupPass.Scale lossScale(int rows) {
        return new GroupPass.Scale(lossScale.unitsInOne(), lossScale.limit(rows));
    }

    /** Adds the sum of other blocks of the same batch; returns this sum. */
    public GradientSum merge(GradientSum other) {
        if (!architecture.equals(other.architecture)
                || !scale.equals(other.scale)
                || !lossScale.equals(other.lossScale)
                || !weightScale.equals(other.weightScale)) {
            throw new IllegalArgumentException("expected a sum for " + architecture + " on " + scales() + ", found "
                    + other.architecture + " on " + other.scales());
        }
        for (int i = 0; i < count + TOTALS; i++) {
            integers[i] += other.integers[i];
        }
        keep(other.fault);
        return this;
    }

    /**
     * The gradient of the mean loss; the only division.
     *
     * @throws DivergedException if a block could not be added
     */
    public Gradient mean() {
        if (fault != null) {
            throw new DivergedException(fault);
        }
        long exampleCount = exampleCount();
        if (exampleCount < 1) {
            throw new IllegalStateException("expected a sum over at least 1 example, found none");
        }
        double weightSum = weightScale.value(integers[count + WEIGHT]); // the number of examples where each counts 1
        if (weightSum <= 0) {
            throw new DataException(
                    "data.weight",
                    "a weight above 0 in every batch",
                    "a batch of %,d examples with weight 0".formatted(exampleCount),
                    "Remove the rows of weight 0, or use larger batches.");
        }
        double[] values = scale.values(integers, count);
        for (int i = 0; i < values.length; i++) {
            values[i] /= weightSum;
        }
        return new Gradient(
                architecture, values, lossScale.value(integers[count + LOSS]) / weightSum, exampleCount, weightSum);
    }

    /**
     * The same for a step's batch.
     *
     * @throws DivergedException naming the step, if a block could not be added
     */
    public Gradient mean(int step) {
        if (fault != null) {
            throw new DivergedException(fault, step);
        }
        return mean();
    }

    /** Examples added so far. */
    public long exampleCount() {
        return integers[count + EXAMPLES];
    }

    private String scales() {
        return "%s, losses %s, weights %s".formatted(scale, lossScale, weightScale);
    }

    private void addLoss(int block, double lossSum, double weightSum, long examples) {
        if (!lossScale.holds(lossSum, examples)) {
            report(fault(block, "loss", lossSum, lossScale, examples));
        }
        if (!weightScale.holds(weightSum, examples)) {
            report(fault(block, "weight", weightSum, weightScale, examples));
        }
        integers[count + LOSS] += lossScale.units(lossSum);
        integers[count + WEIGHT] += weightScale.units(weightSum);
        integers[count + EXAMPLES] += examples;
    }

    private void check(int block, int index, double value, long examples) {
        if (!scale.holds(value, examples)) {
            String coordinate = architecture.tensorAt(index).coordinate(index);
            report(fault(block, coordinate, value, scale, examples));
        }
    }

    private Fault fault(int block, String coordinate, double value, FixedPoint of, long examples) {
        boolean large = lossScale.magnitude() > weightScale.magnitude(); // only targets and inputs make it so
        return new Fault(block, coordinate, value, of.limit(examples), large);
    }

    private void report(Fault found) {
        integers[count + FAULTS]++;
        keep(found);
    }

    /** Keeps the first fault of the lowest block, so that the report does not depend on the order of arrival. */
    private void keep(@Nullable Fault other) {
        if (other != null && (fault == null || other.block() < fault.block())) {
            fault = other;
        }
    }
}
