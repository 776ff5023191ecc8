package io.lockstep.cluster;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** How long steps take: the median of the last, so that one that stalled does not count. */
final class StepTimes {
    private static final int LAST = 20;
    private static final int FEWEST = 3;

    private final Deque<Duration> last = new ArrayDeque<>();

    /** A step took so long. */
    void add(Duration step) {
        if (last.size() == LAST) {
            last.removeFirst();
        }
        last.addLast(step);
    }

    /** The median; 0 where too few steps were taken to tell. */
    Duration usual() {
        return last.size() < FEWEST
                ? Duration.ZERO
                : last.stream().sorted().skip((last.size() - 1) / 2).findFirst().orElseThrow();
    }
}
