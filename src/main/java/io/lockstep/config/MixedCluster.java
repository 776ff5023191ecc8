package io.lockstep.config;

import java.util.Locale;

/** What becomes of a run whose machines do not all give the same bits. */
public enum MixedCluster {
    /** It ends before a gradient is taken. */
    STOP,
    /** It goes on, and its bits depend on who computes what. */
    ACCEPT;

    /** As in configuration: {@code stop}, {@code accept}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
