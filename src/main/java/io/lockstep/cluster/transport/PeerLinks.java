package io.lockstep.cluster.transport;

import io.lockstep.cluster.allreduce.Inbox;
import io.lockstep.cluster.allreduce.Links;
import io.lockstep.cluster.allreduce.PeerException;
import io.lockstep.cluster.allreduce.PeerException.Kind;
import io.lockstep.cluster.allreduce.Phase;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.apache.spark.network.buffer.NioManagedBuffer;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.client.TransportClientFactory;
import org.jspecify.annotations.Nullable;

/** One round's links from this JVM's group to the others, each over the connection that both JVMs keep. */
final class PeerLinks implements Links {
    private static final Duration DELIVERY = Duration.ofSeconds(5);
    private static final int LONGEST_REASON = 2000;

    private static final RpcResponseCallback IGNORED = new RpcResponseCallback() {
        @Override
        public void onSuccess(ByteBuffer response) {}

        @Override
        public void onFailure(Throwable e) {}
    };

    private final String key;
    private final int self;
    private final List<Address> groups;
    private final List<String> names;
    private final OpenKey round;
    private final Inbox<ByteBuffer> inbox;
    private final TransportClientFactory clients;
    private final Buffers buffers;

    /** A party for each message that is not yet answered, and one for {@link #close}. */
    private final Phaser unanswered = new Phaser(1);

    private final AtomicBoolean over = new AtomicBoolean();

    /** The connection to each peer, from the first message on. */
    private final AtomicReferenceArray<@Nullable TransportClient> connections;

    /** The buffer of the last message from each peer. */
    private final @Nullable ByteBuffer[] lent;

    PeerLinks(
            String key,
            int self,
            List<Address> groups,
            List<String> names,
            OpenKey round,
            TransportClientFactory clients,
            Buffers buffers) {
        this.key = key;
        this.self = self;
        this.groups = List.copyOf(groups);
        this.names = List.copyOf(names);
        this.round = round;
        this.inbox = round.connect(self, names);
        this.clients = clients;
        this.buffers = buffers;
        this.connections = new AtomicReferenceArray<>(groups.size());
        this.lent = new ByteBuffer[groups.size()];
    }

    @Override
    public int self() {
        return self;
    }

    @Override
    public int count() {
        return groups.size();
    }

    @Override
    public String name(int peer) {
        return names.get(peer);
    }

    @Override
    public void send(int peer, int exchange, Phase phase, long[] values, int from, int end) {
        var connection = connection(peer, exchange, phase);
        var header = new Header(key, self, exchange, phase, end - from);
        var bytes = buffers.take(header.length() * Long.BYTES);
        bytes.asLongBuffer().put(values, from, end - from);
        unanswered.register();
        connection.uploadStream(
                new NioManagedBuffer(header.encode()), new NioManagedBuffer(bytes), new Sent(peer, bytes));
    }

    /** A message that the peer has not answered. */
    private final class Sent implements RpcResponseCallback {
        private final int peer;
        private final ByteBuffer bytes;
        private final AtomicBoolean done =
                new AtomicBoolean(); // Spark may tell the failure of a write and of its connection

        private Sent(int peer, ByteBuffer bytes) {
            this.peer = peer;
            this.bytes = bytes;
        }

        @Override
        public void onSuccess(ByteBuffer response) {
            if (done.compareAndSet(false, true)) {
                buffers.giveBack(bytes); // the peer has read all of it
                var answer = Answer.decode(response);
                if (answer instanceof Answer.Refused refused) {
                    round.lost(peer, "refused: " + refused.reason());
                } else if (answer instanceof Answer.Abandoned left) {
                    round.abandoned(peer, left.reason());
                }
                unanswered.arriveAndDeregister();
            }
        }

        @Override
        public void onFailure(Throwable e) {
            if (done.compareAndSet(
                    false, true)) { // a write may still read the buffer: it is left to the garbage collector
                round.unreachable(peer, "a message to it failed: " + e.getMessage());
                unanswered.arriveAndDeregister();
            }
        }
    }

    private TransportClient connection(int peer, int exchange, Phase phase) {
        var known = connections.get(peer);
        if (known != null) {
            return known; // one that is closed fails the message, never the sums: a second connection could overtake
            // the first
        }
        var address = groups.get(peer);
        try {
            var connection = clients.createClient(address.host(), address.port());
            connections.set(peer, connection);
            round.connected(peer, connection);
            return connection;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PeerException(Kind.ABANDONED, names.get(self), exchange, phase, "its thread was interrupted");
        } catch (IOException | RuntimeException e) { // the latter where the peer has another secret
            throw new PeerException(
                    Kind.LOST, names.get(peer), exchange, phase, "no connection to " + address + ": " + e);
        }
    }

    @Override
    public LongBuffer receive(int peer, int exchange, Phase phase, Duration timeout) {
        takeBack(peer);
        var message = inbox.await(peer, exchange, phase, timeout);
        lent[peer] = message;
        return message.asLongBuffer();
    }

    private void takeBack(int peer) {
        var last = lent[peer];
        if (last != null) {
            lent[peer] = null;
            buffers.giveBack(last);
        }
    }

    @Override
    public void abandon(String reason) {
        if (!over.compareAndSet(false, true)) {
            return;
        }
        var told = reason.substring(0, Math.min(reason.length(), LONGEST_REASON));
        var message = new Farewell(key, self, told).encode();
        var reachable = IntStream.range(0, groups.size())
                .filter(peer -> peer != self)
                .mapToObj(peer -> Optional.ofNullable(connections.get(peer)).or(() -> round.incomingFrom(peer)))
                .flatMap(Optional::stream)
                .toList();
        round.leave(told); // who sends to this group from now on gets the reason as the answer
        reachable.forEach(connection -> connection.sendRpc(message.duplicate(), IGNORED));
    }

    @Override
    public void close() {
        if (over.compareAndSet(false, true)) {
            deliver();
            round.leave(null);
        }
        IntStream.range(0, groups.size()).forEach(this::takeBack);
    }

    private void deliver() {
        try {
            unanswered.awaitAdvanceInterruptibly(unanswered.arrive(), DELIVERY.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            // a peer does not answer: it has been told as lost, or its own deadline tells it
        }
    }
}
