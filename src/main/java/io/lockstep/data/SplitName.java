package io.lockstep.data;

/** The three parts of a dataset. */
public enum SplitName {
    TRAIN,
    VALID,
    TEST;

    /** As on the command line: {@code train}, {@code valid}, {@code test}. */
    @Override
    public String toString() {
        return Spelling.of(this);
    }
}
