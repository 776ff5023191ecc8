package io.lockstep.pass;

import io.lockstep.metric.ActivationSums;
import io.lockstep.metric.EvaluationSums;
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

    /** Adds the block, what came out compared with the examples' labels, to the sums of others. */
    public void addTo(EvaluationSums sums, byte[] labels) {
        sums.add(block, lossSum, outputs, labels, activations);
    }
}
