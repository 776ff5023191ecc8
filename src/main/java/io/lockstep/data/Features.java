package io.lockstep.data;

import java.io.Serializable;

/**
 * The features of some examples as they are in the data, before scaling: (rows, columns). Which kind it is changes memory and speed, never a
 * result: the kinds give the same numbers for the same data.
 *
 * <p>An instance owns its arrays; readers must not modify them.
 */
public sealed interface Features extends Serializable
        permits ByteFeatures, FloatFeatures, SparseFeatures, PreparedFeatures {

    /** Number of examples. */
    int rows();

    /** Features of an example. */
    int columns();

    /**
     * Copies the features of one example.
     *
     * @param row its position
     * @param to filled with (columns) values
     */
    void copyRow(int row, float[] to);

    /** The examples {@code from .. end - 1}: a copy. */
    Features slice(int from, int end);

    /** Name of the kind, for messages: {@code bytes}, {@code floats}, {@code sparse}. */
    String kind();
}
