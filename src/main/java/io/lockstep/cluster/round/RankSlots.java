package io.lockstep.cluster.round;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The longs behind a gradient sum in which each rank says what its part is. In the exchange each rank adds to 0 in its own slot, so that
 * afterwards every rank has what each has said, and can tell a sum that is not that of all parts, each once, of this step and of the same
 * parameters:
 *
 * <pre>
 * slot of a rank: step | digest of its parameters | checksum of its part | nanoseconds of its pass | 1 to end the round
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
     * @param digest of this rank's parameters
     * @throws ReplicaException if a rank's part is not there once, not of this step, was changed, or was computed with other parameters
     */
    void check(long[] sum, int step, long digest) {
        long checksum = 0;
        for (int rank = 0; rank < names.size(); rank++) {
            long found = sum[slot(rank) + STEP];
            if (found != step) {
                throw ReplicaException.wrongStep(step, names.get(rank), found);
            }
            checksum += sum[slot(rank) + CHECKSUM];
        }
        if (IntStream.range(0, names.size()).anyMatch(rank -> sum[slot(rank) + DIGEST] != digest)) {
            throw ReplicaException.differ(step, minority(sum));
        }
        if (checksum != checksum(sum)) {
            throw ReplicaException.wrongSum(step);
        }
    }

    /** The ranks whose parameters are not those of most; where no digest is more frequent, all of them. */
    private List<String> minority(long[] sum) {
        Map<Long, List<String>> byDigest = new TreeMap<>();
        for (int rank = 0; rank < names.size(); rank++) {
            byDigest.computeIfAbsent(sum[slot(rank) + DIGEST], any -> new ArrayList<>())
                    .add(names.get(rank));
        }
        int most = byDigest.values().stream().mapToInt(List::size).max().orElseThrow();
        boolean clear =
                byDigest.values().stream().filter(names -> names.size() == most).count() == 1;
        return byDigest.values().stream()
                .filter(names -> !clear || names.size() < most)
                .flatMap(List::stream)
                .toList();
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
