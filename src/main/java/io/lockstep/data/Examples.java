package io.lockstep.data;

import java.io.Serializable;

/**
 * One split of a dataset: labelled grey-scale images in a fixed order, which any machine can read again from the start.
 *
 * <p>An instance refers to the examples and does not hold them, so it is cheap to send to an executor. An
 * example's position in this order is its global id.
 */
public interface Examples extends Serializable {

    /** The display name of the data, with the split: {@code "MNIST, train"}. */
    String name();

    /** Number of examples. */
    long rows();

    /** Pixel rows of one image. */
    int height();

    /** Pixels in one row of an image. */
    int width();

    /** Number of classes; every label is in {@code 0 .. classes - 1}. */
    int classes();

    /** Features of one example: {@code height * width}. */
    default int columns() {
        return height() * width();
    }

    /**
     * Opens the examples at the first one.
     *
     * @throws DataException if the data cannot be opened or is inconsistent
     */
    ExampleReader open();
}
