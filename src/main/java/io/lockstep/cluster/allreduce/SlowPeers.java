package io.lockstep.cluster.allreduce;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * Who is told that a group of another JVM is waited for, while the wait lasts.
 *
 * @param patience how long a phase may take before that is told
 * @param told receives the group's name, on the thread that waits, at most once a phase. It must neither wait nor fail
 */
public record SlowPeers(Duration patience, Consumer<String> told) {
    /** Nobody is told. */
    public static final SlowPeers UNTOLD = new SlowPeers(Duration.ofSeconds(Long.MAX_VALUE), peer -> {});
}
