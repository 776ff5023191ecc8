package io.lockstep.gradient;

import java.io.Serializable;

/**
 * The gradient with respect to the input, for one block.
 *
 * @param block index of the block
 * @param dInput (rows, in), each row the gradient of that example's own loss, times its weight
 */
public record InputGradient(int block, float[] dInput) implements Serializable {}
