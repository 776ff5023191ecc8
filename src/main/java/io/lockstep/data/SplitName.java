package io.lockstep.data;

import java.util.Locale;

/** The three parts of a dataset. */
public enum SplitName {
    TRAIN,
    VALID,
    TEST;

    /** As on the command line: {@code train}, {@code valid}, {@code test}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
