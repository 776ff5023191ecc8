package io.lockstep.metric;

import io.lockstep.data.Features;
import java.io.Serializable;
import java.util.Comparator;

/**
 * A misclassified example.
 *
 * @param example its global id
 * @param label its class
 * @param predicted the predicted class
 * @param probability of the label according to the network; for MSE the output itself
 * @param loss of the example
 * @param features its features, in one row
 */
public record Mistake(long example, int label, int predicted, double probability, double loss, Features features)
        implements Serializable {

    /** The largest loss first; of equal ones, the first example. */
    public static final Comparator<Mistake> WORST_FIRST =
            Comparator.comparingDouble(Mistake::loss).reversed().thenComparingLong(Mistake::example);
}
