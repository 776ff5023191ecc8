package io.lockstep.metric;

import java.io.Serializable;
import java.util.Comparator;

/**
 * An example that was taken for another class.
 *
 * @param example its global id
 * @param label its class
 * @param predicted the class it was taken for
 * @param probability that the network gave to the label; for MSE the output itself
 * @param loss what it adds to the loss
 * @param pixels (columns) unsigned grey values
 */
public record Mistake(long example, int label, int predicted, double probability, double loss, byte[] pixels)
        implements Serializable {

    /** The largest loss first; of equal ones, the first example. */
    public static final Comparator<Mistake> WORST_FIRST =
            Comparator.comparingDouble(Mistake::loss).reversed().thenComparingLong(Mistake::example);
}
