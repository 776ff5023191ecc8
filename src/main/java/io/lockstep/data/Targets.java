package io.lockstep.data;

import java.io.Serializable;

/** What a network is to predict for some examples: a class each, or numbers. An instance owns its array, which is never modified. */
public sealed interface Targets extends Serializable permits ClassTargets, NumberTargets {

    /** Number of examples. */
    int rows();

    /** Numbers of an example; 1 where it has a class. */
    int columns();

    /** A target as a number: that of a class is its position among the classes. */
    double value(int row, int column);

    /** The examples {@code from .. end - 1}: a copy. */
    Targets slice(int from, int end);
}
