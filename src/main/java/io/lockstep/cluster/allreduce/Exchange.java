package io.lockstep.cluster.allreduce;

import io.lockstep.cluster.allreduce.PeerException.Kind;
import java.nio.LongBuffer;
import java.time.Duration;

/**
 * The all-reduce between the groups of several JVMs: a reduce-scatter, after which each group has the sum of one slice, and an all-gather. Each
 * group sends and receives 2 (n-1)/n of the array, in 2 (n-1) messages each way.
 */
final class Exchange {
    private static final long[] EMPTY = {};

    private final Links links;
    private final Duration timeout;
    private final SlowPeers slow;

    /** The timeout is that of each phase. */
    Exchange(Links links, Duration timeout, SlowPeers slow) {
        this.links = links;
        this.timeout = timeout;
        this.slow = slow;
    }

    /** Adds the other groups' arrays to {@code sum}. */
    void addOthers(long[] sum, int exchange) {
        int count = links.count();
        int self = links.self();
        var slices = new Slices(sum.length, count);
        for (int i = 1; i < count; i++) { // each begins with its next one, so that not all send to the same one
            int peer = (self + i) % count;
            links.send(peer, exchange, Phase.REDUCE_SCATTER, sum, slices.from(peer), slices.end(peer));
        }
        long start = System.nanoTime();
        for (int i = 1; i < count; i++) { // and waits in the order of arrival
            var theirs = receive((self + count - i) % count, exchange, Phase.REDUCE_SCATTER, start, slices, self);
            int base = theirs.position();
            int from = slices.from(self);
            for (int j = 0; j < theirs.limit() - base; j++) {
                sum[from + j] += theirs.get(base + j);
            }
        }
        for (int i = 1; i < count; i++) {
            links.send((self + i) % count, exchange, Phase.ALL_GATHER, sum, slices.from(self), slices.end(self));
        }
        start = System.nanoTime();
        for (int i = 1; i < count; i++) {
            int peer = (self + count - i) % count;
            var summed = receive(peer, exchange, Phase.ALL_GATHER, start, slices, peer);
            summed.get(summed.position(), sum, slices.from(peer), summed.remaining());
        }
    }

    /** Tells all others that this group has what it needs, and waits until they say the same. */
    void goodbye(int exchanges) {
        for (int peer = 0; peer < links.count(); peer++) {
            if (peer != links.self()) {
                links.send(peer, exchanges, Phase.GOODBYE, EMPTY, 0, 0);
            }
        }
        long start = System.nanoTime();
        for (int peer = 0; peer < links.count(); peer++) {
            if (peer != links.self()) {
                receive(peer, exchanges, Phase.GOODBYE, start);
            }
        }
    }

    private LongBuffer receive(int peer, int exchange, Phase phase, long start, Slices slices, int slice) {
        var found = receive(peer, exchange, phase, start);
        if (found.remaining() != slices.length(slice)) {
            throw new PeerException(
                    Kind.MISMATCH,
                    links.name(peer),
                    exchange,
                    phase,
                    "expected an array of %d longs, as here, found one of %s: slice %d of %d has %d longs"
                            .formatted(
                                    slices.length(),
                                    slices.lengthsWith(slice, found.remaining()),
                                    slice,
                                    slices.count(),
                                    found.remaining()));
        }
        return found;
    }

    /** Waits until the phase that began at {@code start} is over, and tells before whom it waits for. */
    private LongBuffer receive(int peer, int exchange, Phase phase, long start) {
        if (slow.patience().compareTo(timeout) < 0) {
            try {
                return links.receive(peer, exchange, phase, left(slow.patience(), start));
            } catch (PeerException e) {
                if (e.kind() != Kind.TIMEOUT) {
                    throw e;
                }
                slow.told().accept(links.name(peer));
            }
        }
        try {
            return links.receive(peer, exchange, phase, left(timeout, start));
        } catch (PeerException e) {
            if (e.kind() != Kind.TIMEOUT) {
                throw e;
            }
            var late = Failure.timeout(links.name(peer), timeout)
                    .in(exchange, phase); // which is longer than what was left
            late.initCause(e);
            throw late;
        }
    }

    private static Duration left(Duration whole, long start) {
        return Duration.ofNanos(Math.max(0, whole.toNanos() - (System.nanoTime() - start)));
    }
}
