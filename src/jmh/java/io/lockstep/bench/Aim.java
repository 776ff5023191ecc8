package io.lockstep.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/**
 * A goal of a work, and what was measured.
 *
 * @param what is measured
 * @param found the measured value
 * @param most it is to be at most this
 */
record Aim(
        @JsonProperty("what") String what,
        @JsonProperty("found") double found,
        @JsonProperty("at_most") double most) {

    /** Whether the goal was reached. */
    @JsonProperty("reached")
    boolean isReached() {
        return found <= most;
    }

    /** {@code goal: lockstep / pytorch 0.27, at most 0.30: reached}. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "%s %.2f, goal at most %.2f: %s", what, found, most, isReached() ? "reached" : "MISSED");
    }
}
