package io.lockstep.config;

import io.lockstep.data.Spelling;

/** Policy for a run whose machines' results differ in some bits. */
public enum MixedCluster {
    /** It ends before a gradient is taken. */
    STOP,
    /** It continues; its result depends on which executor computes what. */
    ACCEPT;

    /** As in configuration: {@code stop}, {@code accept}. */
    @Override
    public String toString() {
        return Spelling.of(this);
    }
}
