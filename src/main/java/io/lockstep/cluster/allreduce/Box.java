package io.lockstep.cluster.allreduce;

import io.lockstep.cluster.allreduce.PeerException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The part of an {@link Inbox} that holds what one peer sent. */
final class Box<M> {
    private static final int NONE = -1;

    private final String name;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** At most a few: a peer cannot be more than one exchange ahead of those it exchanges with. */
    private final List<Kept<M>> kept = new ArrayList<>();

    private Position taken = new Position(NONE, Phase.GOODBYE);

    /** The number of exchanges that the peer has made in all. */
    private int goodbye = NONE;

    private @Nullable Failure failure;

    private record Kept<M>(Position position, M message) {}

    /** Where a message stands in the order in which those of a peer are awaited. */
    private record Position(int exchange, Phase phase) {
        boolean isAfter(Position other) {
            return exchange > other.exchange || (exchange == other.exchange && phase.compareTo(other.phase) > 0);
        }
    }

    Box(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /** Keeps a message that is new. */
    boolean put(int exchange, Phase phase, M message) {
        var position = new Position(exchange, phase);
        lock.lock();
        try {
            if (!position.isAfter(taken)
                    || kept.stream().anyMatch(other -> other.position().equals(position))) {
                return false;
            }
            kept.add(new Kept<>(position, message));
            if (phase == Phase.GOODBYE) {
                goodbye = exchange;
            }
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more will come, because of this. Returns whether that is a failure: not after a goodbye, nor after another failure. */
    boolean end(Failure reason) {
        lock.lock();
        try {
            if (failure != null) {
                return false;
            }
            failure = reason;
            changed.signalAll();
            return goodbye == NONE;
        } finally {
            lock.unlock();
        }
    }

    /** Lets a wait look again whether all is doomed. */
    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the message, or a failure of this peer or of {@code others}. */
    M await(int exchange, Phase phase, Duration timeout, Supplier<@Nullable Failure> others)
            throws InterruptedException {
        var wanted = new Position(exchange, phase);
        long start = System.nanoTime();
        lock.lockInterruptibly();
        try {
            while (true) {
                M message = take(wanted);
                if (message != null) {
                    return message;
                }
                var mine = failure != null ? failure : earlyGoodbye(exchange, phase);
                var found = mine != null ? mine : others.get();
                if (found != null) {
                    throw found.in(exchange, phase);
                }
                long left = timeout.toNanos() - (System.nanoTime() - start);
                if (left <= 0) {
                    throw Failure.timeout(name, timeout).in(exchange, phase);
                }
                changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable M take(Position wanted) {
        for (int i = 0; i < kept.size(); i++) {
            if (kept.get(i).position().equals(wanted)) {
                taken = wanted;
                return kept.remove(i).message();
            }
        }
        return null;
    }

    /** A goodbye may overtake what was sent before it, but nothing comes that should have been sent later. */
    private @Nullable Failure earlyGoodbye(int exchange, Phase phase) {
        boolean isEarly = goodbye != NONE && (phase == Phase.GOODBYE ? exchange != goodbye : exchange >= goodbye);
        return isEarly ? new Failure(Kind.ABANDONED, name, "it ended after %d all-reduces".formatted(goodbye)) : null;
    }
}
