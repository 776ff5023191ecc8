package io.lockstep.network;

import java.io.Serializable;
import java.util.List;

/**
 * What a forward pass over one block tells: sums over its examples.
 *
 * @param block index of the block
 * @param lossSum sum of the examples' losses
 * @param correctCount examples whose class is predicted: the largest output, or the single output rounded
 * @param exampleCount examples of the block
 * @param activations moments of the output of each linear layer and of each activation, in the order of the data's path
 */
public record BlockForward(
        int block, double lossSum, long correctCount, long exampleCount, List<MomentSums> activations)
        implements Serializable {}
