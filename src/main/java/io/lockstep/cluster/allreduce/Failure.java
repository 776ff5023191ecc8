package io.lockstep.cluster.allreduce;

import io.lockstep.cluster.allreduce.PeerException.Kind;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why a peer will not come any more. Each that waits for it throws an exception of its own.
 *
 * @param phase where it was seen; null: where each one waits
 */
record Failure(Kind kind, String peer, String reason, @Nullable Phase phase) {
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

    /** For those who don't know this failure's peer as theirs. */
    String toldToOthers() {
        return "%s: %s".formatted(peer, reason);
    }
}
