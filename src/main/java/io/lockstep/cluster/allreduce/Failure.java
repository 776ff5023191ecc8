package io.lockstep.cluster.allreduce;

import io.lockstep.cluster.allreduce.PeerException.Kind;
import java.time.Duration;

/** Why a peer will not come any more. Each that waits for it throws an exception of its own, with the place where it waited. */
record Failure(Kind kind, String peer, String reason) {
    static Failure of(PeerException exception) {
        return new Failure(exception.kind(), exception.peer(), exception.reason());
    }

    static Failure timeout(String peer, Duration waited) {
        return new Failure(Kind.TIMEOUT, peer, "waited %s s".formatted(waited.toMillis() / 1e3));
    }

    /** The thread of {@code self} was interrupted while it waited. */
    static Failure interrupted(String self) {
        return new Failure(Kind.ABANDONED, self, "its thread was interrupted");
    }

    PeerException in(int exchange, Phase phase) {
        return new PeerException(kind, peer, exchange, phase, reason);
    }

    /** For those who don't know this failure's peer as theirs. */
    String toldToOthers() {
        return "%s: %s".formatted(peer, reason);
    }
}
