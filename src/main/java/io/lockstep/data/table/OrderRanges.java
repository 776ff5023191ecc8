package io.lockstep.data.table;

import java.io.Serializable;

/**
 * Where the rows of each range of hashes lie in the global order: the hashes, as unsigned numbers, are cut into {@value #COUNT} equal
 * ranges, and their rows counted. So each task knows which partition needs a row, and a partition knows at which position its rows begin.
 *
 * @param starts (COUNT + 1) position of each range's first row, and last the number of rows
 */
public record OrderRanges(long[] starts) implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int BITS = 14;

    /** Number of ranges. */
    public static final int COUNT = 1 << BITS;

    /** Of the rows in each range. */
    static OrderRanges of(long[] counts) {
        long[] starts = new long[COUNT + 1];
        for (int range = 0; range < COUNT; range++) {
            starts[range + 1] = starts[range] + counts[range];
        }
        return new OrderRanges(starts);
    }

    /** The range of a hash. */
    public static int range(long hash) {
        return (int) (hash >>> (Long.SIZE - BITS));
    }

    /** Position of the first row of a range. */
    public long start(int range) {
        return starts[range];
    }

    /** Position after the last row of a range. */
    public long end(int range) {
        return starts[range + 1];
    }
}
