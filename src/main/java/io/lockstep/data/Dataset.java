package io.lockstep.data;

/** A named dataset and its splits. */
public interface Dataset {

    /** Its display name: {@code "MNIST"}, {@code "drawn digits"}. */
    String name();

    /** Its location: a path, or {@code "built in"}. */
    String location();

    /**
     * One split of it.
     *
     * @throws DataException if this dataset has no such split, or it is empty or damaged
     */
    Examples split(SplitName split);
}
