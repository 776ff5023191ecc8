package io.lockstep.check;

import io.lockstep.block.Batch;
import io.lockstep.block.Block;
import io.lockstep.block.BlockSource;
import io.lockstep.data.Scaling;
import io.lockstep.gradient.GradientSum;
import io.lockstep.network.Parameters;
import java.util.ArrayList;
import java.util.List;

/**
 * The check by numerical differentiation: central difference quotients {@code (L(p + h) - L(p - h)) / 2h} of each example's loss, in double.
 * It knows the network's forward pass and the losses, no derivative of anything, and shares no code with the passes or the
 * reference. It samples some coordinates of every tensor.
 */
public final class NumericalGradients implements SecondOpinion {
    /** Coordinates of a tensor: for one hidden layer they cost about as much as the forward pass. */
    public static final int SAMPLES_PER_TENSOR = 16;

    private final Iterable<Block> blocks;
    private final Scaling scaling;
    private final long seed;
    private final int samplesPerTensor;

    /**
     * Quotients over these blocks, read anew each time.
     *
     * @param seed draws the coordinates: the same ones on any machine and in every call
     * @param samplesPerTensor coordinates of each tensor; a smaller tensor is taken whole
     */
    public NumericalGradients(Iterable<Block> blocks, Scaling scaling, long seed, int samplesPerTensor) {
        if (samplesPerTensor < 1) {
            throw new IllegalArgumentException("expected at least 1 sample per tensor, found " + samplesPerTensor);
        }
        this.blocks = blocks;
        this.scaling = scaling;
        this.seed = seed;
        this.samplesPerTensor = samplesPerTensor;
    }

    /** Quotients at {@value #SAMPLES_PER_TENSOR} coordinates of each tensor. */
    public NumericalGradients(Iterable<Block> blocks, Scaling scaling, long seed) {
        this(blocks, scaling, seed, SAMPLES_PER_TENSOR);
    }

    /**
     * The sampled part of a gradient, with error bounds.
     *
     * <p>The error of a coordinate is the sum over the examples of
     *
     * <ul>
     *   <li><i>truncation</i>: what the loss's third derivative can make of a step, see {@link NumericalPass};
     *   <li><i>rounding</i> of the two losses in double, divided by the step, see {@link NumericalRounding}, and of adding up
     *       the quotients;
     *   <li><i>undecided kinks</i>: the whole difference of the two one-sided quotients.
     * </ul>
     *
     * Nothing is averaged: the examples' errors are added, then divided by their number, with half a unit of the exact sum.
     *
     * @param gradientSum over the batch; 0 at every coordinate that was not sampled
     * @param coordinates the sampled positions in the flat array of all parameters, ascending
     * @param errors for each tensor the largest norm, over its sampled coordinates, by which the mean gradient may be off
     * @param lossError largest error of the mean loss
     * @param kinks pairs of an example and a coordinate for which the first step took an activation to the other side of its
     *     ReLU, so that a smaller one had to be found
     * @param undecided those of them for which none was: the activation lies on the kink
     */
    public record Measured(
            GradientSum gradientSum,
            int[] coordinates,
            List<Double> errors,
            double lossError,
            long kinks,
            long undecided) {}

    @Override
    public String name() {
        return "numerical";
    }

    @Override
    public Answer answer(Parameters parameters, Batch batch) {
        Measured measured = measure(parameters, batch);
        List<Double> errors = new ArrayList<>(measured.errors());
        errors.add(measured.lossError());
        String note = "%,d sampled coordinates; %,d steps reduced to avoid ReLU kinks, %,d undecided"
                .formatted(measured.coordinates().length, measured.kinks(), measured.undecided());
        return new Answer(measured.gradientSum().mean(), measured.coordinates(), errors, note, true);
    }

    /** The sum of the quotients at the sampled coordinates; 0 elsewhere, which says nothing about the gradient. */
    @Override
    public GradientSum gradientSum(Parameters parameters, Batch batch) {
        return measure(parameters, batch).gradientSum();
    }

    /** The quotients, their coordinates and their error bounds. */
    public Measured measure(Parameters parameters, Batch batch) {
        List<SampledCoordinate> coordinates = SampledCoordinate.draw(parameters.architecture(), seed, samplesPerTensor);
        NumericalPass pass = new NumericalPass(parameters, scaling, coordinates);
        BlockSource.ofBatch(batch, blocks).forEach(pass::add);
        return pass.measured(batch);
    }
}
