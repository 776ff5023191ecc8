package io.lockstep.data;

import java.util.Map;

/** Describes the examples of a run, images or the rows of a table, so that others can check whether they have the same. */
public interface DataCard {

    /** The display name of the data, with the split: {@code "MNIST, train"}. */
    String name();

    /** Where the data is: a path, or {@code "built in"}. */
    String location();

    /** Number of examples in use. */
    long rows();

    /** Hashes of the content, by what they are of: {@code pixels}, {@code labels}. */
    Map<String, String> hashes();

    /** Whether both describe the same examples, by their hashes. */
    default boolean hasExamplesOf(DataCard other) {
        return hashes().equals(other.hashes());
    }
}
