package io.lockstep.bench;

import io.lockstep.data.Dataset;
import java.io.PrintWriter;

/**
 * What all parts of the benchmark share.
 *
 * @param data the digits, and where they come from
 * @param repeats turns that count, of each contender
 * @param quick whether only to show that everything works: few examples, few turns, numbers that mean nothing
 * @param err where progress is told
 */
record Setting(Dataset data, int repeats, boolean quick, PrintWriter err) {

    /** Tells whoever waits. */
    void say(String format, Object... arguments) {
        err.printf(format + "%n", arguments);
        err.flush();
    }

    /** Turns that do not count. */
    int warmUps() {
        return quick ? 1 : 3;
    }
}
