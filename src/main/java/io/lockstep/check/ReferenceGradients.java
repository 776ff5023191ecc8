package io.lockstep.check;

import io.lockstep.block.Batch;
import io.lockstep.block.Block;
import io.lockstep.block.BlockSource;
import io.lockstep.data.Scaling;
import io.lockstep.gradient.Gradient;
import io.lockstep.gradient.GradientSum;
import io.lockstep.network.Parameters;
import java.util.concurrent.CancellationException;

/**
 * The reference implementation: plain Java loops in double, one example after the other. It shares no code with the passes, adds
 * in its own order, and gives the rounding bound of a float pass.
 */
public final class ReferenceGradients implements SecondOpinion {
    private final Iterable<Block> blocks;
    private final Scaling scaling;
    private final double roundoffOfFactors;

    /** Gradients over these blocks, read anew each time, with the bound of a pass that multiplies floats. */
    public ReferenceGradients(Iterable<Block> blocks, Scaling scaling) {
        this(blocks, scaling, 0);
    }

    /** The same with the bound of a pass that rounds what it multiplies to this unit roundoff. */
    public ReferenceGradients(Iterable<Block> blocks, Scaling scaling, double roundoffOfFactors) {
        this.blocks = blocks;
        this.scaling = scaling;
        this.roundoffOfFactors = roundoffOfFactors;
    }

    /**
     * A gradient with its rounding bound.
     *
     * @param gradientSum over the batch
     * @param gradient the mean, with a division of its own: an error in the division of the sum cannot affect both
     * @param bound largest difference of a correct float pass
     */
    public record Measured(GradientSum gradientSum, Gradient gradient, RoundingBound bound) {}

    @Override
    public String name() {
        return "reference";
    }

    @Override
    public GradientSum gradientSum(Parameters parameters, Batch batch) {
        return measure(parameters, batch).gradientSum();
    }

    /**
     * The gradient with the rounding bound, which the same loops give.
     *
     * @throws CancellationException between two blocks, if this thread is interrupted
     */
    public Measured measure(Parameters parameters, Batch batch) {
        ReferencePass pass = new ReferencePass(parameters, scaling, roundoffOfFactors);
        for (Block block : BlockSource.ofBatch(batch, blocks)) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("the reference's check was cancelled");
            }
            pass.add(block);
        }
        return new Measured(pass.gradientSum(batch), pass.gradient(), pass.bound(batch));
    }
}
