package io.lockstep.cluster.allreduce;

import java.nio.LongBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/** Links between groups in this JVM, through memory, with the faults that a test wants. Counts what each group sends. */
final class MemoryNetwork implements AutoCloseable {
    /** A lost message is waited for so long, whatever the timeout: a test needs no short timeout that a slow machine could exceed elsewhere. */
    private static final Duration LOST = Duration.ofMillis(50);

    private final Faults faults;
    private final List<Inbox<LongBuffer>> inboxes;
    private final List<Links> links;
    private final ScheduledExecutorService delivery;
    private final AtomicInteger open;
    private final AtomicLongArray sentMessages;
    private final AtomicLongArray sentLongs;

    record Message(int from, int to, int exchange, Phase phase) {}

    /** What goes wrong. By default nothing. */
    interface Faults {
        /** How long after it was sent a message arrives, once or more often. */
        default List<Duration> arrivals(Message message, int longs) {
            return List.of(Duration.ZERO);
        }

        /** Whether a message never arrives. */
        default boolean loses(Message message) {
            return false;
        }

        /** Called before a message is sent, by the thread that sends. */
        default void beforeSend(Message message) {}

        /** Called before a message is awaited, by the thread that receives. */
        default void beforeReceive(Message message) {}

        /** Called after a message was received, by the thread that received it. */
        default void afterReceive(Message message, int longs) {}
    }

    MemoryNetwork(int groups, Faults faults) {
        this.faults = faults;
        var names = IntStream.range(0, groups).mapToObj(MemoryNetwork::name).toList();
        this.inboxes = IntStream.range(0, groups)
                .mapToObj(self -> new Inbox<LongBuffer>(self, names))
                .toList();
        this.links = IntStream.range(0, groups)
                .<Links>mapToObj(self -> new MemoryLinks(self, groups))
                .toList();
        this.delivery = Executors.newSingleThreadScheduledExecutor();
        this.open = new AtomicInteger(groups);
        this.sentMessages = new AtomicLongArray(groups);
        this.sentLongs = new AtomicLongArray(groups);
    }

    static String name(int group) {
        return "executor " + group;
    }

    Links links(int group) {
        return links.get(group);
    }

    /** The connections of all others to this group are lost. */
    void lose(int group) {
        inboxes.forEach(inbox -> inbox.lost(group, "connection reset"));
    }

    long sentMessages(int group) {
        return sentMessages.get(group);
    }

    long sentLongs(int group) {
        return sentLongs.get(group);
    }

    /** The number of links that nobody has closed. */
    int open() {
        return open.get();
    }

    @Override
    public void close() {
        delivery.shutdownNow();
    }

    private void deliver(Message message, LongBuffer values) {
        inboxes.get(message.to()).put(message.from(), message.exchange(), message.phase(), values);
    }

    private final class MemoryLinks implements Links {
        private final int self;
        private final int count;
        private boolean closed;

        MemoryLinks(int self, int count) {
            this.self = self;
            this.count = count;
        }

        @Override
        public int self() {
            return self;
        }

        @Override
        public int count() {
            return count;
        }

        @Override
        public String name(int peer) {
            return MemoryNetwork.name(peer);
        }

        @Override
        public void send(int peer, int exchange, Phase phase, long[] values, int from, int end) {
            var message = new Message(self, peer, exchange, phase);
            faults.beforeSend(message);
            sentMessages.incrementAndGet(self);
            sentLongs.addAndGet(self, end - from);
            if (faults.loses(message)) {
                return;
            }
            for (var delay : faults.arrivals(message, end - from)) {
                var copy = LongBuffer.wrap(Arrays.copyOfRange(values, from, end));
                if (delay.isZero()) {
                    deliver(message, copy);
                } else {
                    var unused = delivery.schedule(() -> deliver(message, copy), delay.toNanos(), TimeUnit.NANOSECONDS);
                }
            }
        }

        @Override
        public LongBuffer receive(int peer, int exchange, Phase phase, Duration timeout) {
            var message = new Message(peer, self, exchange, phase);
            faults.beforeReceive(message);
            var values = inboxes.get(self).await(peer, exchange, phase, faults.loses(message) ? LOST : timeout);
            faults.afterReceive(message, values.remaining());
            return values;
        }

        @Override
        public void abandon(String reason) {
            inboxes.get(self).leave(reason);
            inboxes.forEach(inbox -> inbox.abandoned(self, reason));
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                open.decrementAndGet();
            }
        }
    }
}
