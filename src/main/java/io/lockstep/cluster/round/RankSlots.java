package io.lockstep.cluster.round;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The longs behind a gradient sum in which each rank says what its part is. In the exchange each rank adds to 0 in its own slot, so that
 * afterwards every rank has what each has said, and can tell a sum that is not that of all parts, each once, of this step and from the same
 * state:
 *
 * <pre>
 * slot of a rank: step | digest of its state | checksum of its part | nanoseconds of its pass | 1 to end the round
 * </pre>
 *
 * <p>The checksum is the sum of the part's integers, mod 2^64. Sums are linear: the checksums of the parts add up to that of their sum, unless
 * some of it is lost, changed, added twice, or of another step.
 *
 * @param names of the ranks
 * @param from index of the first slot in the array of a sum
 */
record RankSlots(List<String> names, int from) {
    private static final int STEP = 0;
    private static final int DIGEST = 1;
    private static final int CHECKSUM = 2;
    private static final int NANOSECONDS = 3;
    private static final int END = 4;
    private static final int WIDTH = 5;

    /** Longs for so many ranks. */
    static int room(int ranks) {
        return WIDTH * ranks;
    }

    /** Says it of the part in front of the slots. */
    void write(long[] part, int rank, int step, long digest, long nanoseconds, boolean end) {
        int slot = slot(rank);
        part[slot + STEP] = step;
        part[slot + DIGEST] = digest;
        part[slot + CHECKSUM] = checksum(part);
        part[slot + NANOSECONDS] = nanoseconds;
        part[slot + END] = end ? 1 : 0;
    }

    /**
     * Checks the sum of all parts.
     *
     * @param rank this one
     * @param digest of its state
     * @throws ReplicaException if a rank's part is not there once, not of this step, was changed, or was computed from another state
     */
    void check(long[] sum, int rank, int step, long digest) {
        long checksum = 0;
        List<Long> digests = new ArrayList<>();
        for (int each = 0; each < names.size(); each++) {
            long found = sum[slot(each) + STEP];
            if (found != step) {
                throw ReplicaException.wrongStep(step, names.get(each), found);
            }
            digests.add(sum[slot(each) + DIGEST]);
            checksum += sum[slot(each) + CHECKSUM];
        }
        if (digests.stream().anyMatch(found -> found != digest)) {
            throw ReplicaException.differ(step, Minority.of(names, digests));
        }
        if (checksum != checksum(sum)) {
            throw ReplicaException.wrongSum(step, names.get(rank));
        }
    }

    /** Total computing time of the ranks. */
    long nanoseconds(long[] sum) {
        return IntStream.range(0, names.size())
                .mapToLong(rank -> sum[slot(rank) + NANOSECONDS])
                .sum();
    }

    /** Whether a rank wants the round to end after this step. */
    boolean ends(long[] sum) {
        return IntStream.range(0, names.size()).anyMatch(rank -> sum[slot(rank) + END] != 0);
    }

    private int slot(int rank) {
        return from + WIDTH * rank;
    }

    private long checksum(long[] values) {
        long checksum = 0;
        for (int i = 0; i < from; i++) {
            checksum += values[i];
        }
        return checksum;
    }
}
