package io.lockstep.cluster.allreduce;

import java.util.concurrent.atomic.AtomicBoolean;

/** One rank of a {@link Group}. */
final class Member implements AllReduce {
    private final Group group;
    private final int index;
    private final int rank;
    private final AtomicBoolean left = new AtomicBoolean();

    /** Only this rank's thread changes it. */
    private volatile int sums;

    /** The rank at that index of the group. */
    Member(Group group, int index, int rank) {
        this.group = group;
        this.index = index;
        this.rank = rank;
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public int ranks() {
        return group.ranks();
    }

    @Override
    public long[] sum(long[] values) {
        if (left.get()) {
            throw new IllegalStateException("Expected no sum after rank %d abandoned or closed".formatted(rank));
        }
        int before = sums;
        var result = group.sum(index, before, values);
        sums = before + 1;
        return result;
    }

    @Override
    public void abandon(String reason) {
        if (left.compareAndSet(false, true)) {
            group.abandon(index, sums, reason);
        }
    }

    @Override
    public void close() {
        if (left.compareAndSet(false, true)) {
            group.close(index, sums);
        }
    }
}
