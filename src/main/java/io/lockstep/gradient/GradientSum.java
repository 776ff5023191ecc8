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
    private static final long serialVersionUID = 1L;

    private final Architecture architecture;
    private final FixedPoint scale;
    private final FixedPoint lossScale;
    private final FixedPoint weightScale;
    private final long[] units;
    private long lossUnits;
    private long weightUnits;
    private long exampleCount;
    private @Nullable Fault fault;

    private GradientSum(Architecture architecture, Batch batch) {
        this.architecture = architecture;
        scale = FixedPoint.ofGradients(batch);
        lossScale = FixedPoint.ofLosses(batch);
        weightScale = FixedPoint.ofWeights(batch);
        this.units = new long[architecture.parameterCount()];
    }

    /** An empty sum on the scale of this batch. */
    public static GradientSum zero(Architecture architecture, Batch batch) {
        return new GradientSum(architecture, batch);
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
            sum.units[i] = sum.scale.units(gradientSum[i]);
        }
        sum.addLoss(batch.firstBlock(), lossSum, weightSum, exampleCount);
        return sum;
    }

    /** Adds one block; returns this sum. */
    public GradientSum add(BlockGradient block) {
        float[] gradientSum = block.gradientSum();
        scale.add(gradientSum, units);
        boolean within = largest(gradientSum) <= scale.limit(block.exampleCount()); // NaN is not within any limit
        for (int i = 0; !within && i < units.length; i++) {
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
        for (int i = 0; i < units.length; i++) {
            units[i] += sum.gradientSum()[i];
        }
        lossUnits += sum.lossSum();
        weightUnits += weightScale.units((double) examples);
        exampleCount += examples;
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
        for (int i = 0; i < units.length; i++) {
            units[i] += other.units[i];
        }
        lossUnits += other.lossUnits;
        weightUnits += other.weightUnits;
        exampleCount += other.exampleCount;
        report(other.fault);
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
        if (exampleCount < 1) {
            throw new IllegalStateException("expected a sum over at least 1 example, found none");
        }
        double weightSum = weightScale.value(weightUnits); // the number of examples where each counts 1
        if (weightSum <= 0) {
            throw new DataException(
                    "data.weight",
                    "a weight above 0 in every batch",
                    "a batch of %,d examples with weight 0".formatted(exampleCount),
                    "Remove the rows of weight 0, or use larger batches.");
        }
        double[] values = scale.values(units);
        for (int i = 0; i < values.length; i++) {
            values[i] /= weightSum;
        }
        return new Gradient(architecture, values, lossScale.value(lossUnits) / weightSum, exampleCount, weightSum);
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
        return exampleCount;
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
        lossUnits += lossScale.units(lossSum);
        weightUnits += weightScale.units(weightSum);
        exampleCount += examples;
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

    /** Keeps the first fault of the lowest block, so that the report does not depend on the order of arrival. */
    private void report(@Nullable Fault other) {
        if (other != null && (fault == null || other.block() < fault.block())) {
            fault = other;
        }
    }
}
