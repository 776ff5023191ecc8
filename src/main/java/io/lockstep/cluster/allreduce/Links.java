package io.lockstep.cluster.allreduce;

import java.nio.LongBuffer;
import java.time.Duration;

/**
 * Messages between the groups of several JVMs; a peer is a group. One thread at a time sends and receives; {@link #abandon} may come from any.
 * The group that has been given links owns them and closes them.
 */
public interface Links extends AutoCloseable {
    /** The links of a group that is alone. */
    Links NONE = new NoLinks();

    /** This group's number: 0 to {@link #count()} - 1. */
    int self();

    /** The number of groups. */
    int count();

    /** The name of a group in messages, such as "executor 1 on 10.0.0.7". */
    String name(int peer);

    /**
     * Sends {@code values[from, end)}, which may be empty, to a peer. Returns when the array may be changed again; does not wait for the peer.
     *
     * @throws PeerException if the connection is lost; a later {@link #receive} may tell it instead
     */
    void send(int peer, int exchange, Phase phase, long[] values, int from, int end);

    /**
     * The message of that exchange and phase from that peer. Messages of later exchanges or phases that come first are kept, duplicates dropped.
     * The messages of one peer are received in the order of exchanges and phases.
     *
     * @return from its position to its limit; valid until the next receive from this peer
     * @throws PeerException on timeout, on a lost connection, if a peer abandoned, or if this thread is interrupted, and then still is. What has
     *     arrived is returned all the same
     */
    LongBuffer receive(int peer, int exchange, Phase phase, Duration timeout);

    /** Tells all peers, as far as they can be reached, and ends a {@link #receive} of this side. Never waits, never fails. */
    void abandon(String reason);

    /**
     * Delivers what has been sent, within a bounded time, and frees all that is this group's alone; after {@link #abandon} it does not wait. Without
     * effect after the first call.
     */
    @Override
    void close();
}
