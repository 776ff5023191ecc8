package io.lockstep.cluster.allreduce;

import io.lockstep.cluster.allreduce.PeerException.Kind;
import java.util.List;

/**
 * The arrays of a JVM's ranks, and one array for their sum, of which each rank computes a slice. It has no locks: a {@link Barrier} lies between
 * putting, preparing, adding and reading.
 */
final class SharedSum {
    /** Longs whose sum stays in the first cache until all arrays have been added. */
    private static final int BLOCK = 2048;

    private final List<String> names;
    private final long[][] arrays;
    private long[] sum = {};

    SharedSum(List<String> names) {
        this.names = names;
        this.arrays = new long[names.size()][];
    }

    /** Each rank gives its array. */
    void put(int member, long[] values) {
        arrays[member] = values;
    }

    /** One rank, when all have given theirs. The array of the sum is used again; another length takes another array. */
    void prepare(int exchange) {
        int length = arrays[0].length;
        for (int i = 1; i < arrays.length; i++) {
            if (arrays[i].length != length) {
                throw new PeerException(
                        Kind.MISMATCH,
                        names.get(i),
                        exchange,
                        Phase.REDUCE_SCATTER,
                        "expected an array of %d longs, as that of %s, found one of %d longs"
                                .formatted(length, names.get(0), arrays[i].length));
            }
        }
        if (sum.length != length) {
            sum = new long[length];
        }
    }

    /** Each rank sums its slice of all arrays. */
    void addSlice(int member) {
        var slices = new Slices(sum.length, arrays.length);
        int end = slices.end(member);
        for (int from = slices.from(member); from < end; from += BLOCK) {
            addBlock(from, Math.min(end, from + BLOCK));
        }
    }

    /** The sum, when all ranks have added theirs. */
    long[] sum() {
        return sum;
    }

    private void addBlock(int from, int end) {
        if (arrays.length == 1) {
            System.arraycopy(arrays[0], from, sum, from, end - from);
            return;
        }
        add(arrays[0], arrays[1], from, end);
        for (int i = 2; i < arrays.length; i++) {
            add(sum, arrays[i], from, end);
        }
    }

    private void add(long[] a, long[] b, int from, int end) {
        var into = sum;
        for (int i = from; i < end; i++) {
            into[i] = a[i] + b[i];
        }
    }
}
