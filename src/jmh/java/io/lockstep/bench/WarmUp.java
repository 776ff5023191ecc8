package io.lockstep.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;

/**
 * How the time of a work that is done again and again becomes shorter in a JVM that has just started.
 *
 * @param milliseconds of each turn, from the first on
 */
record WarmUp(@JsonProperty("milliseconds") double[] milliseconds) {
    private static final double NEARLY = 1.1;
    private static final int WINDOW = 5; // one slow turn by chance does not count

    double first() {
        return milliseconds[0];
    }

    /** The median of the last third. */
    double last() {
        return median(milliseconds.length - Math.max(1, milliseconds.length / 3), milliseconds.length);
    }

    /** How many turns were over before the first that was within a tenth of the last ones, and the next few, too, in the median. */
    int turns() {
        for (int turn = 0; turn + WINDOW <= milliseconds.length; turn++) {
            if (Math.max(milliseconds[turn], median(turn, turn + WINDOW)) <= NEARLY * last()) {
                return turn;
            }
        }
        return milliseconds.length;
    }

    /** How many milliseconds these turns took. */
    double duration() {
        return Arrays.stream(milliseconds, 0, turns()).sum();
    }

    private double median(int from, int end) {
        return new Times(Arrays.copyOfRange(milliseconds, from, end)).median();
    }
}
