package io.lockstep.metric;

import java.io.Serializable;
import java.util.List;

/**
 * What is known of a block once its examples have gone through the network: little enough to be sent to the driver.
 *
 * @param block index of the block
 * @param lossSum sum of the examples' losses
 * @param confusion who was taken for whom
 * @param activations of each linear layer and of each activation, in the order of the data's path
 */
public record BlockEvaluation(int block, double lossSum, Confusion confusion, List<ActivationSums> activations)
        implements Serializable {}
