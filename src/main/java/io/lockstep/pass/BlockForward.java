package io.lockstep.pass;

import io.lockstep.metric.ActivationSums;
import io.lockstep.metric.BlockEvaluation;
import io.lockstep.metric.Confusion;
import io.lockstep.network.Outputs;
import java.util.List;

/**
 * What a forward pass over one block gives.
 *
 * @param block index of the block
 * @param lossSum sum of the examples' losses
 * @param outputs of the last layer, by example
 * @param activations of each linear layer and of each activation, in the order of the data's path
 */
public record BlockForward(int block, double lossSum, Outputs outputs, List<ActivationSums> activations) {

    /** Compares what came out with the examples' labels; little enough to be sent to the driver. */
    public BlockEvaluation against(byte[] labels) {
        return new BlockEvaluation(block, lossSum, Confusion.of(outputs, labels), activations);
    }
}
