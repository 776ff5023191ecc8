package io.lockstep.data;

/** A named dataset and its splits. */
public interface Dataset {

    /** What a person calls it: {@code "MNIST"}, {@code "drawn digits"}. */
    String name();

    /** Where it is: a path, or {@code "built in"}. */
    String location();

    /**
     * One part of it.
     *
     * @throws DataException if this dataset has no such split, or it is empty or damaged
     */
    Examples split(SplitName split);
}
