package io.lockstep.cluster.allreduce;

/** The sum of an exchange cannot be had, because of a peer: another rank of this JVM, or the group of another. Says which, where and why. */
public final class PeerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final String peer;
    private final int exchange;
    private final Phase phase;
    private final String reason;

    /** What is wrong with the peer. */
    public enum Kind {
        /** Nothing came from it in time. It may be stopped, overloaded, or wait for another. */
        TIMEOUT("no message in time from"),
        /** The connection to it was lost. */
        LOST("lost the connection to"),
        /** It left before the others: because of an error, because it was interrupted, or because it had fewer sums to make. */
        ABANDONED("abandoned by"),
        /** It sums an array of another length. */
        MISMATCH("wrong length from");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /**
     * Of {@code exchange}, in {@code phase}.
     *
     * @param peer its name
     * @param reason what was seen, as a clause that ends the message
     */
    public PeerException(Kind kind, String peer, int exchange, Phase phase, String reason) {
        super("All-reduce %d, %s: %s %s: %s.".formatted(exchange, phase, kind, peer, reason));
        this.kind = kind;
        this.peer = peer;
        this.exchange = exchange;
        this.phase = phase;
        this.reason = reason;
    }

    public Kind kind() {
        return kind;
    }

    /** The name of the rank or group that is waited for, or that left. */
    public String peer() {
        return peer;
    }

    /** The number of the all-reduce, from 0, that cannot be finished. */
    public int exchange() {
        return exchange;
    }

    public Phase phase() {
        return phase;
    }

    /** What was seen of the peer, or what the peer said. */
    public String reason() {
        return reason;
    }

    /** Whether the cause is another failure, which that peer, or who looks after it, can tell better. */
    public boolean isSecondary() {
        return kind == Kind.LOST || kind == Kind.ABANDONED;
    }
}
