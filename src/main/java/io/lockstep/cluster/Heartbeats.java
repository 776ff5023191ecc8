package io.lockstep.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** When each executor was last heard of. Times are the clock's nanoseconds. */
final class Heartbeats {
    private final Map<String, Long> last = new HashMap<>();
    private long since;

    /** Nobody has listened before this time. */
    Heartbeats(long since) {
        this.since = since;
    }

    /** The executor came, sent a heartbeat or finished a task. */
    void heard(String executor, long now) {
        last.put(executor, now);
    }

    /** The executor is gone. */
    void forget(String executor) {
        last.remove(executor);
    }

    /** This process has not run until now, so that no silence before it says anything of an executor. */
    void restart(long now) {
        since = now;
    }

    /** For how long nothing was heard of it. */
    Duration silence(String executor, long now) {
        return Duration.ofNanos(now - Math.max(since, last.getOrDefault(executor, since)));
    }
}
