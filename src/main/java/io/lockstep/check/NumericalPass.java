package io.lockstep.check;

import static io.lockstep.check.NumericalRounding.UNIT_ROUNDOFF;
import static io.lockstep.check.RoundingBound.DEVIATIONS;

import io.lockstep.block.Batch;
import io.lockstep.block.Block;
import io.lockstep.data.Scaling;
import io.lockstep.gradient.FixedPoint;
import io.lockstep.gradient.GradientSum;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds up central difference quotients over the examples.
 *
 * <p>Where no ReLU changes its side between {@code p - h} and {@code p + h}, the outputs move along a straight line. A squared
 * error is a parabola there, whose central quotient is exact for any step. A cross-entropy's third derivative is the third
 * central moment of the outputs' speeds under the softmax, at most R³/4 if R is their spread (the largest deviation from the
 * mean, R, times the largest variance, R²/4), so that <i>truncation</i> is at most {@code h²/6 R³/4 = (hR)³ / 24h}.
 *
 * <p>With rounding of about 8u in a loss, {@code 8u/h + h²R³/24} is least near {@code h = cbrt(96u)/R}, between 2^-16 and 2^-15
 * for R = 1. The step is 2^-16, divided by the parameter's input where that is larger than 1, to the power of two: the
 * pre-activation behind it moves by less than 2^-15. It is that pre-activation which is moved, by step times input, so that
 * nothing is left to round in the step.
 *
 * <p>Where a ReLU changes its side, the step is halved, {@value #HALVINGS} times at most. A pre-activation that still crosses 0
 * then is <i>undecided</i>: it lies so near to 0 that double may not know its side. The derivative is one of the two one-sided
 * ones, or lies between them, and the quotient is off by at most their difference. Several units on their kinks at once may
 * hide each other, if their parts cancel.
 */
final class NumericalPass {
    private static final double STEP = 0x1p-16;
    private static final int HALVINGS = 20;

    private final Architecture architecture;
    private final List<SampledCoordinate> coordinates;
    private final NumericalForward example;
    private final NumericalRounding rounding;
    private final NumericalMove plus;
    private final NumericalMove minus;
    private final double[] quotientSums;
    private final double[] errorSums;
    private double lossSum;
    private double lossErrorSum;
    private double weightSum;
    private long exampleCount;
    private long kinks;
    private long undecided;

    NumericalPass(Parameters parameters, Scaling scaling, List<SampledCoordinate> coordinates) {
        this.architecture = parameters.architecture();
        this.coordinates = coordinates;
        example = new NumericalForward(parameters, scaling);
        rounding = new NumericalRounding(example);
        plus = new NumericalMove(example);
        minus = new NumericalMove(example);
        quotientSums = new double[coordinates.size()];
        errorSums = new double[coordinates.size()];
    }

    /** Adds every example of a block. */
    void add(Block block) {
        for (int row = 0; row < block.rows(); row++) {
            double weight = block.weights() == null ? 1 : block.weights()[row];
            weightSum += weight;
            example.run(block, row);
            rounding.measure();
            lossSum += weight * example.lossValue();
            lossErrorSum += weight * DEVIATIONS * rounding.ofLoss() + UNIT_ROUNDOFF * lossSum;
            for (int i = 0; i < quotientSums.length; i++) {
                addQuotient(i, coordinates.get(i), weight);
            }
        }
        exampleCount += block.rows();
    }

    private void addQuotient(int index, SampledCoordinate at, double weight) {
        double input = at.input() == SampledCoordinate.BIAS ? 1 : example.input[at.layer()][at.input()];
        double step = Math.scalb(STEP, -Math.max(0, Math.getExponent(input)));
        move(at, step * input);
        kinks += sidesKept() ? 0 : 1;
        for (int i = 0; i < HALVINGS && !sidesKept(); i++) {
            step /= 2;
            move(at, step * input);
        }
        if (plus.changesNothing() && minus.changesNothing()) {
            return; // both losses are the same number: nothing to add, and nothing that was rounded
        }
        quotientSums[index] += weight * (plus.lossValue() - minus.lossValue()) / (2 * step);
        errorSums[index] += weight * error(at.layer(), step) + UNIT_ROUNDOFF * Math.abs(quotientSums[index]);
        undecided += sidesKept() ? 0 : 1;
    }

    private void move(SampledCoordinate at, double amount) {
        plus.make(at.layer(), at.unit(), amount);
        minus.make(at.layer(), at.unit(), -amount);
    }

    private boolean sidesKept() {
        return plus.sidesKept() && minus.sidesKept();
    }

    /** Error bound of the current quotient. */
    private double error(int layer, double step) {
        double spread = example.loss == Loss.MSE ? 0 : plus.spread(minus);
        double truncation = spread * spread * spread / (24 * step);
        double largerLoss = Math.max(plus.lossValue(), minus.lossValue());
        double rounded = DEVIATIONS * rounding.afterMove(layer, largerLoss) / step; // two losses, over two steps
        if (sidesKept()) {
            return truncation + rounded;
        }
        // The difference is rounded, too, by four times as much; that step is so small that its curvature is less.
        double oneSided = (plus.lossValue() - 2 * example.lossValue() + minus.lossValue()) / step;
        return truncation + Math.abs(oneSided) + 5 * rounded;
    }

    NumericalGradients.Measured measured(Batch batch) {
        double[] gradientSum = new double[architecture.parameterCount()];
        double[] squares = new double[architecture.tensors().size()];
        double halfUnit = FixedPoint.ofGradients(batch).value(1) / 2;
        double halfUnitOfLoss = FixedPoint.ofLosses(batch).value(1) / 2;
        for (int i = 0; i < quotientSums.length; i++) {
            SampledCoordinate at = coordinates.get(i);
            gradientSum[at.position()] = quotientSums[i];
            double error = (errorSums[i] + halfUnit) / weightSum;
            squares[at.tensor()] += error * error;
        }
        List<Double> errors = new ArrayList<>();
        for (double square : squares) {
            errors.add(Math.sqrt(square));
        }
        return new NumericalGradients.Measured(
                GradientSum.of(architecture, batch, gradientSum, lossSum, weightSum, exampleCount),
                coordinates.stream().mapToInt(SampledCoordinate::position).toArray(),
                errors,
                (lossErrorSum + halfUnitOfLoss) / weightSum,
                kinks,
                undecided);
    }
}
