package io.lockstep.cluster.transport;

import io.lockstep.cluster.allreduce.Inbox;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.spark.network.client.TransportClient;
import org.jspecify.annotations.Nullable;

/**
 * All that has come in for one round: the messages, and the connections that they came by. The event loops of Spark's network layer call it,
 * so that nothing in it waits.
 */
final class OpenKey {
    /** What a peer sent before its connection was lost may still have to be read. */
    private static final Executor LATER = CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS);

    private final Buffers buffers;
    private final Map<Integer, TransportClient> incoming = new HashMap<>();
    private final Map<Integer, TransportClient> outgoing = new HashMap<>();

    /** What came before this JVM's task knew who the others are. */
    private final List<Early> early = new ArrayList<>();

    private @Nullable Inbox<ByteBuffer> inbox;
    private int peers = Integer.MAX_VALUE;
    private @Nullable String abandoned;
    private boolean over;

    private record Early(int sender, Consumer<Inbox<ByteBuffer>> event) {}

    OpenKey(Buffers buffers) {
        this.buffers = buffers;
    }

    /** From now on everything goes to the task's inbox. */
    synchronized Inbox<ByteBuffer> connect(int self, List<String> names) {
        if (inbox != null || over) {
            throw new IllegalStateException("Expected one task of this JVM to connect for the round, found a second.");
        }
        var opened = new Inbox<ByteBuffer>(self, names);
        inbox = opened;
        peers = names.size();
        early.stream()
                .filter(each -> each.sender() < peers)
                .forEach(each -> each.event().accept(opened));
        early.clear();
        return opened;
    }

    /** A message is complete. Its buffer belongs to this key now. */
    synchronized Answer arrived(Header header, ByteBuffer values, TransportClient from) {
        if (over || header.sender() >= peers) {
            buffers.giveBack(values);
            if (abandoned != null) {
                return new Answer.Abandoned(abandoned);
            }
            return over ? new Answer.Accepted() : new Answer.Refused("sender " + header.sender() + " of " + peers);
        }
        incoming.put(header.sender(), from);
        tell(header.sender(), to -> {
            if (!to.put(header.sender(), header.exchange(), header.phase(), values)) {
                buffers.giveBack(values);
            }
        });
        return new Answer.Accepted();
    }

    /** A peer has said that it leaves. */
    synchronized void abandoned(int sender, String reason) {
        tell(sender, to -> to.abandoned(sender, reason));
    }

    /** This JVM sends to a peer by this connection. */
    synchronized void connected(int peer, TransportClient connection) {
        outgoing.put(peer, connection);
        if (!connection.isActive()) { // was closed before this key knew it
            closed(connection);
        }
    }

    /** A connection from or to another executor is closed. */
    synchronized void closed(TransportClient connection) {
        for (var sender : removed(incoming, connection)) {
            lost(sender, "its connection was closed");
        }
        for (var peer : removed(outgoing, connection)) {
            unreachable(peer, "the connection to it was closed");
        }
    }

    private static List<Integer> removed(Map<Integer, TransportClient> connections, TransportClient connection) {
        var peers = connections.entrySet().stream()
                .filter(each -> each.getValue().equals(connection))
                .map(Map.Entry::getKey)
                .toList();
        peers.forEach(connections::remove);
        return peers;
    }

    /** A peer cannot be reached any more. It counts after all that it had sent before has been read. */
    synchronized void unreachable(int peer, String reason) {
        if (incoming.containsKey(peer)) {
            LATER.execute(() -> lost(peer, reason)); // what ends the incoming connection is told before
        } else {
            lost(peer, reason);
        }
    }

    /** A peer takes no message any more. */
    synchronized void lost(int peer, String reason) {
        tell(peer, to -> to.lost(peer, reason));
    }

    /** The connection by which a peer sends. */
    synchronized Optional<TransportClient> incomingFrom(int peer) {
        return Optional.ofNullable(incoming.get(peer));
    }

    /** This JVM's task leaves. Messages that come yet are not kept; peers who send them learn the reason, if there is one. */
    synchronized void leave(@Nullable String reason) {
        if (over) {
            return;
        }
        over = true;
        abandoned = reason;
        early.clear();
        incoming.clear();
        outgoing.clear();
        if (inbox != null) {
            inbox.leave(reason == null ? "it has closed its links" : reason);
        }
    }

    private void tell(int sender, Consumer<Inbox<ByteBuffer>> event) {
        if (over) {
            return;
        }
        if (inbox == null) {
            early.add(new Early(sender, event));
        } else if (sender < peers) {
            event.accept(inbox);
        }
    }
}
