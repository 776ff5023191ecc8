package io.lockstep.data;

import java.io.Serializable;
import java.util.List;

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

    /**
     * The names of the classes, at most 256: the distinct labels of the data, sorted. A class is a place in this list, and every
     * label that is read is such a place.
     */
    List<String> classNames();

    /** Number of classes; every label that is read is in {@code 0 .. classes - 1}. */
    default int classes() {
        return classNames().size();
    }

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
