package io.lockstep.cluster.allreduce;

import io.lockstep.cluster.allreduce.PeerException.Kind;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * The ranks of one JVM: they share memory, and exchange as one with the groups of other JVMs.
 *
 * <p>A sum is two meetings. At the first, all arrays are there; then each rank sums its slice of them into one array that all share; at the
 * second, the last one exchanges this array with the other groups while the others wait.
 */
public final class Group {
    private final int allRanks;
    private final List<String> names;
    private final List<Member> members;
    private final Links across;
    private final Exchange exchange;
    private final Barrier barrier;
    private final SharedSum shared;
    private final AtomicInteger present;

    /**
     * A group that has made no sum.
     *
     * @param ranks of this JVM
     * @param allRanks the number of ranks in all JVMs
     * @param names of all ranks, for messages, such as "task 3 on executor 1 on 10.0.0.7"
     * @param across the links to the groups of the other JVMs, {@link Links#NONE} if there are none. They belong to this group, which closes them
     *     when its last rank has left
     * @param timeout of each wait for another rank, and of each {@link Phase} of an exchange between groups
     */
    public Group(List<Integer> ranks, int allRanks, List<String> names, Links across, Duration timeout) {
        this(ranks, allRanks, names, across, timeout, SlowPeers.UNTOLD);
    }

    /** The same; who is waited for long is told. */
    public Group(
            List<Integer> ranks, int allRanks, List<String> names, Links across, Duration timeout, SlowPeers slow) {
        check(ranks, allRanks, names, across, timeout);
        this.allRanks = allRanks;
        this.names = ranks.stream().map(names::get).toList();
        this.members = IntStream.range(0, ranks.size())
                .mapToObj(i -> new Member(this, i, ranks.get(i)))
                .toList();
        this.across = across;
        this.exchange = new Exchange(across, timeout, slow);
        this.barrier = new Barrier(this.names, timeout, failure -> across.abandon(failure.toldToOthers()));
        this.present = new AtomicInteger(ranks.size());
        this.shared = new SharedSum(this.names);
    }

    /** The part of one of this group's ranks, always the same object. */
    public AllReduce member(int rank) {
        return members.stream()
                .filter(member -> member.rank() == rank)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Rank %d is not one of this group's: %s"
                        .formatted(rank, members.stream().map(Member::rank).toList())));
    }

    int ranks() {
        return allRanks;
    }

    long[] sum(int member, int number, long[] values) {
        shared.put(member, values);
        barrier.await(member, number, Phase.REDUCE_SCATTER, () -> shared.prepare(number));
        shared.addSlice(member);
        barrier.await(member, number, Phase.REDUCE_SCATTER, () -> exchange.addOthers(shared.sum(), number));
        return shared.sum();
    }

    void abandon(int member, int sums, String reason) {
        barrier.breakUp(new Failure(Kind.ABANDONED, names.get(member), reason));
        leave(sums);
    }

    void close(int member, int sums) {
        barrier.end(new Failure(
                Kind.ABANDONED, names.get(member), "it ended after %d all-reduces, before the others".formatted(sums)));
        leave(sums);
    }

    /** The last one to leave says goodbye for all. */
    private void leave(int sums) {
        if (present.decrementAndGet() == 0) {
            try (across) {
                if (!barrier.isBroken()) {
                    goodbye(sums);
                }
            }
        }
    }

    private void goodbye(int sums) {
        try {
            exchange.goodbye(sums);
        } catch (PeerException e) {
            barrier.breakUp(Failure.of(e)); // so that the other peers don't wait in vain
            throw e;
        }
    }

    private static void check(List<Integer> ranks, int allRanks, List<String> names, Links across, Duration timeout) {
        boolean areRanks = ranks.stream().allMatch(rank -> rank >= 0 && rank < allRanks);
        if (!areRanks || ranks.isEmpty() || ranks.stream().distinct().count() < ranks.size()) {
            throw new IllegalArgumentException(
                    "Expected at least one rank, each once, of 0 to %d, found %s".formatted(allRanks - 1, ranks));
        }
        if (names.size() != allRanks) {
            throw new IllegalArgumentException("Expected %d names, found %s".formatted(allRanks, names));
        }
        if (across.count() == 1 && ranks.size() != allRanks) {
            throw new IllegalArgumentException(
                    "Expected links to other groups: only %d of %d ranks are here".formatted(ranks.size(), allRanks));
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("Expected a timeout above 0, found " + timeout);
        }
    }
}
