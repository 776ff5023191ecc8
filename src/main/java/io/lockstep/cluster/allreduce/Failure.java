package io.lockstep.cluster.allreduce;

import io.lockstep.cluster.allreduce.PeerException.Kind;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why a peer will not come any more. Each that waits for it throws an exception of its own.
 *
 * @param phase in which the exchange with other groups failed; null: it did not, and each one tells where it waits
 */
record Failure(
        Kind kind, String peer, String reason, @Nullable Phase phase) {
    Failure(Kind kind, String peer, String reason) {
        this(kind, peer, reason, null);
    }

    static Failure of(PeerException exception) {
        return new Failure(exception.kind(), exception.peer(), exception.reason(), exception.phase());
    }

    static Failure timeout(String peer, Duration waited) {
        return new Failure(Kind.TIMEOUT, peer, "waited %s s".formatted(waited.toMillis() / 1e3));
    }

    /** The thread of {@code self} was interrupted while it waited. */
    static Failure interrupted(String self) {
        return new Failure(Kind.ABANDONED, self, "its thread was interrupted");
    }

    PeerException in(int exchange, Phase waitsIn) {
        return new PeerException(kind, peer, exchange, phase == null ? waitsIn : phase, reason);
    }

    /** The reason that the groups of other JVMs are given. What another group has told is passed on as it is. */
    String toldToOthers() {
        return kind == Kind.ABANDONED && phase != null ? reason : "%s %s: %s".formatted(kind, peer, reason);
    }
}
