package io.lockstep.cluster.allreduce;

import io.lockstep.cluster.allreduce.PeerException.Kind;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has arrived from the other groups, for an implementation of {@link Links}: threads of the network put, one thread awaits. A message is known
 * by its peer, exchange and phase; the messages of one peer are awaited in this order, may arrive in any, and more than once.
 *
 * <p>What has arrived is handed out, whatever has become of its peer. For what has not, a wait ends at once where any peer is lost or has
 * abandoned, as then the all-reduce cannot be finished; a peer that has said goodbye may be lost.
 *
 * @param <M> a message, which belongs to the inbox until it is awaited
 */
public final class Inbox<M> {
    private final String self;
    private final List<Box<M>> boxes;

    /** Why no exchange can be finished any more. */
    private volatile @Nullable Failure doomed;

    private volatile boolean left;

    /**
     * An empty inbox.
     *
     * @param self number of the group that awaits
     * @param names of all groups, for messages
     */
    public Inbox(int self, List<String> names) {
        this.self = names.get(self);
        this.boxes = names.stream().map(name -> new Box<M>(name)).toList();
    }

    /**
     * A message has arrived.
     *
     * @return false if it is a duplicate, or this side has left: it was not kept, and its buffer may be used again
     */
    public boolean put(int peer, int exchange, Phase phase, M message) {
        return !left && boxes.get(peer).put(exchange, phase, message);
    }

    /** The connection to a peer is lost. The first call for a peer counts, of this and {@link #abandoned}. */
    public void lost(int peer, String reason) {
        fails(peer, Kind.LOST, reason);
    }

    /** A peer has told that it abandoned. */
    public void abandoned(int peer, String reason) {
        fails(peer, Kind.ABANDONED, reason);
    }

    /** This side leaves: each wait ends, by a {@link PeerException} that names this group, and nothing is kept any more. */
    public void leave(String reason) {
        left = true;
        doom(new Failure(Kind.ABANDONED, self, reason));
    }

    /**
     * Waits for a message.
     *
     * @return the message, now the caller's
     * @throws PeerException if it has not arrived after {@code timeout}, cannot arrive any more, or this thread is interrupted, and then still is
     */
    public M await(int peer, int exchange, Phase phase, Duration timeout) {
        var box = boxes.get(peer);
        try {
            return box.await(exchange, phase, timeout, () -> doomed);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.interrupted(self).in(exchange, phase);
        }
    }

    private void fails(int peer, Kind kind, String reason) {
        var box = boxes.get(peer);
        var failure = new Failure(kind, box.name(), reason);
        if (box.end(failure)) {
            doom(failure);
        }
    }

    private void doom(Failure failure) {
        synchronized (this) {
            if (doomed == null) {
                doomed = failure;
            }
        }
        boxes.forEach(Box::wake);
    }
}
