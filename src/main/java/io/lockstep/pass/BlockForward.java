package io.lockstep.pass;

import io.lockstep.data.Targets;
import io.lockstep.metric.ActivationSums;
import io.lockstep.metric.EvaluationSums;
import io.lockstep.network.Outputs;
import java.util.List;

/**
 * The result of a forward pass over one block.
 *
 * @param block index of the block
 * @param lossSum sum of the examples' losses
 * @param outputs of the last layer, by example
 * @param activations of each linear layer and of each activation, in the order of the data's path
 */
public record BlockForward(int block, double lossSum, Outputs outputs, List<ActivationSums> activations) {

    /** Adds the block's outputs, compared with the examples' targets, to the sums of others. */
    public void addTo(EvaluationSums sums, Targets targets) {
        sums.add(block, lossSum, outputs, targets, activations);
    }
}
