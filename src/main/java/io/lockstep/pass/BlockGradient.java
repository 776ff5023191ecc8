package io.lockstep.pass;

import io.lockstep.network.Architecture;

/**
 * The contribution of one block to the gradient: sums over its examples, not means.
 *
 * @param block index of the block
 * @param gradientSum (parameters) sum of the examples' gradients, in the order of {@link Architecture#tensors()}
 * @param lossSum sum of the examples' losses
 * @param exampleCount examples of the block
 * @param weightSum sum of the examples' weights
 */
public record BlockGradient(int block, float[] gradientSum, double lossSum, int exampleCount, double weightSum) {

    /** Of a block of which each example counts 1. */
    public BlockGradient(int block, float[] gradientSum, double lossSum, int exampleCount) {
        this(block, gradientSum, lossSum, exampleCount, exampleCount);
    }
}
