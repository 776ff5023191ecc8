package io.lockstep.pass;

import io.lockstep.network.Architecture;

/**
 * The contribution of one block to the gradient: sums over its examples, not means.
 *
 * @param block index of the block
 * @param gradientSum (parameters) sum of the examples' gradients, in the order of {@link Architecture#tensors()}
 * @param lossSum sum of the examples' losses
 * @param exampleCount examples of the block
 */
public record BlockGradient(int block, float[] gradientSum, double lossSum, int exampleCount) {}
