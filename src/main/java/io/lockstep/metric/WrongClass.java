package io.lockstep.metric;

import io.lockstep.data.Features;

/**
 * A misclassified example; the larger its loss, the worse.
 *
 * @param example its global id
 * @param label its class
 * @param predicted the predicted class
 * @param probability of the label according to the network; for MSE the output itself
 * @param loss of the example
 * @param features its features, in one row
 */
public record WrongClass(long example, int label, int predicted, double probability, double loss, Features features)
        implements Mistake {

    @Override
    public double size() {
        return loss;
    }
}
