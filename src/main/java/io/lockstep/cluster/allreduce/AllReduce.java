package io.lockstep.cluster.allreduce;

/**
 * One rank's part in the all-reduces of all ranks. One thread a rank; the n-th call of a rank is matched with the n-th call of each other.
 *
 * <p>After a {@link PeerException} no sum is possible any more, for any rank: {@link #abandon} and begin again with new groups.
 */
public interface AllReduce extends AutoCloseable {
    /** This rank: 0 to {@link #ranks()} - 1. */
    int rank();

    /** The number of ranks in all JVMs. */
    int ranks();

    /**
     * Elementwise sum mod 2^64 of the arrays of all ranks. Waits for them.
     *
     * @param values this rank's array, as long as that of each other rank. It remains the caller's, is not modified, and must not be changed
     *     before this method has returned
     * @return the sum, which all ranks of this JVM share: read only, and valid until this rank's next call
     * @throws PeerException if the sum cannot be had: a rank did not come in time, was lost, abandoned, or has an array of another length; or
     *     this thread was interrupted, and still is
     * @throws IllegalStateException after {@link #abandon} or {@link #close} of this rank
     */
    long[] sum(long[] values);

    /**
     * This rank leaves because of an error. Ends the waits of all ranks of this JVM at once, by a {@link PeerException} that contains the reason,
     * and tells the groups of other JVMs if they can be reached. Never waits, never fails, may be called from any thread; without effect after
     * the first call and after {@link #close}.
     */
    void abandon(String reason);

    /**
     * This rank leaves in good order, after the same number of sums as all others. The last rank of the JVM waits until the groups of other JVMs
     * have what they need from this one, at most for the group's timeout. Without effect after the first call and after {@link #abandon}.
     *
     * @throws PeerException if a peer did not say goodbye. All sums of this rank are right all the same
     */
    @Override
    void close();
}
