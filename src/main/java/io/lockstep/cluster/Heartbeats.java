package io.lockstep.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** When each executor was last heard of. Times are the clock's nanoseconds. */
final class Heartbeats {
    private final Map<String, Long> last = new HashMap<>();
    private final Set<String> gone = new HashSet<>(); // Spark uses no name twice
    private long since;

    /** Nobody has listened before this time. */
    Heartbeats(long since) {
        this.since = since;
    }

    /** The executor came, sent a heartbeat or finished a task. */
    void heard(String executor, long now) {
        if (!gone.contains(executor)) { // word of a task may come after the executor is gone
            last.put(executor, now);
        }
    }

    /** The executor is gone. */
    void forget(String executor) {
        last.remove(executor);
        gone.add(executor);
    }

    /** Those that were heard of and are not gone. */
    Set<String> executors() {
        return Set.copyOf(last.keySet());
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
