package io.lockstep.metric;

import io.lockstep.data.Features;
import java.io.Serializable;
import java.util.Comparator;

/** An example that the network predicts badly. */
public sealed interface Mistake extends Serializable permits WrongClass, LargeError {

    /** The largest first; of equal ones, the first example. */
    Comparator<Mistake> WORST_FIRST =
            Comparator.comparingDouble(Mistake::size).reversed().thenComparingLong(Mistake::example);

    /** Its global id. */
    long example();

    /** How bad it is, to be compared with others of the same network. */
    double size();

    /** Its features as they are in the data, in one row. */
    Features features();
}
