package io.lockstep.gradient;

import io.lockstep.block.Batch;
import io.lockstep.network.Architecture;
import io.lockstep.pass.BlockGradient;
import io.lockstep.pass.GroupPass;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * The exact sum of blocks' gradients, as it is sent between processes. Integers, so that the order of arrival cannot change the
 * sum; sums, so that the division by the number of examples happens once, in {@link #mean}.
 *
 * <p>A block that cannot be added (NaN, infinity, overflow) does not throw on the executor, where Spark would
 * only retry the task; it is part of the sum as a {@link Fault}, and {@link #mean} throws.
 */
public final class GradientSum implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Architecture architecture;
    private final FixedPoint scale;
    private final long[] units;
    private long lossUnits;
    private long exampleCount;
    private @Nullable Fault fault;

    private GradientSum(Architecture architecture, FixedPoint scale) {
        this.architecture = architecture;
        this.scale = scale;
        this.units = new long[architecture.parameterCount()];
    }

    /** An empty sum on the scale of this batch. */
    public static GradientSum zero(Architecture architecture, Batch batch) {
        return new GradientSum(architecture, FixedPoint.forExamples(batch.exampleCount()));
    }

    /** A sum over a whole batch that was computed elsewhere, in double. */
    public static GradientSum of(
            Architecture architecture, Batch batch, double[] gradientSum, double lossSum, long exampleCount) {
        GradientSum sum = zero(architecture, batch);
        for (int i = 0; i < gradientSum.length; i++) {
            sum.check(batch.firstBlock(), i, gradientSum[i], exampleCount);
            sum.units[i] = sum.scale.units(gradientSum[i]);
        }
        sum.addLoss(batch.firstBlock(), lossSum, exampleCount);
        return sum;
    }

    /** Adds one block; returns this sum. */
    public GradientSum add(BlockGradient block) {
        float[] gradientSum = block.gradientSum();
        double limit = FixedPoint.limit(block.exampleCount());
        boolean within = true;
        for (int i = 0; i < units.length; i++) {
            within &= Math.abs(gradientSum[i]) <= limit; // NaN is not within any limit
            units[i] += scale.units(gradientSum[i]);
        }
        for (int i = 0; !within && i < units.length; i++) {
            check(block.block(), i, gradientSum[i], block.exampleCount());
        }
        addLoss(block.block(), block.lossSum(), block.exampleCount());
        return this;
    }

    /** Adds a pass's own sum on this sum's scale, over so many examples. */
    void add(GroupPass.Units sum, long examples) {
        for (int i = 0; i < units.length; i++) {
            units[i] += sum.gradientSum()[i];
        }
        lossUnits += sum.lossSum();
        exampleCount += examples;
    }

    /** Units of this sum per 1. */
    double unitsInOne() {
        return scale.unitsInOne();
    }

    /** Adds the sum of other blocks of the same batch; returns this sum. */
    public GradientSum merge(GradientSum other) {
        if (!architecture.equals(other.architecture) || !scale.equals(other.scale)) {
            throw new IllegalArgumentException("expected a sum for " + architecture + " on " + scale + ", found "
                    + other.architecture + " on " + other.scale);
        }
        for (int i = 0; i < units.length; i++) {
            units[i] += other.units[i];
        }
        lossUnits += other.lossUnits;
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
        double[] values = scale.values(units);
        for (int i = 0; i < values.length; i++) {
            values[i] /= exampleCount;
        }
        return new Gradient(architecture, values, scale.value(lossUnits) / exampleCount, exampleCount);
    }

    /**
     * The same for a step's batch.
     *
     * @throws DivergedException naming the step, if a block could not be added
     */
    public Gradient mean(int step) {
        if (fault != null) {
            throw new DivergedException(fault).inStep(step);
        }
        return mean();
    }

    /** Examples added so far. */
    public long exampleCount() {
        return exampleCount;
    }

    private void addLoss(int block, double lossSum, long examples) {
        if (!FixedPoint.holds(lossSum, examples)) {
            report(new Fault(block, "loss", lossSum, FixedPoint.limit(examples)));
        }
        lossUnits += scale.units(lossSum);
        exampleCount += examples;
    }

    private void check(int block, int index, double value, long examples) {
        if (!FixedPoint.holds(value, examples)) {
            String coordinate = architecture.tensorAt(index).coordinate(index);
            report(new Fault(block, coordinate, value, FixedPoint.limit(examples)));
        }
    }

    /** Keeps the first fault of the lowest block, so that the report does not depend on the order of arrival. */
    private void report(@Nullable Fault other) {
        if (other != null && (fault == null || other.block() < fault.block())) {
            fault = other;
        }
    }
}
