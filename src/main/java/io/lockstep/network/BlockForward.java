package io.lockstep.network;

import java.util.List;

/**
 * What a forward pass over one block gives.
 *
 * @param block index of the block
 * @param lossSum sum of the examples' losses
 * @param outputs of the last layer, by example
 * @param activations of each linear layer and of each activation, in the order of the data's path
 */
public record BlockForward(int block, double lossSum, Outputs outputs, List<ActivationSums> activations) {}
