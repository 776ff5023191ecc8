package io.lockstep.config;

import java.util.Locale;

/** Who computes a gradient a second time, for comparison. */
public enum Opinion {
    /** The same kernel on one thread, without Spark: must agree to the last bit. */
    LOCAL,
    /** Plain Java loops that share no code with the kernels: must agree within the arithmetic's error. */
    REFERENCE;

    /** As in configuration: {@code local}, {@code reference}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
