package io.lockstep.cluster.allreduce;

/** An array's slices, one a peer: their lengths differ by at most one, the longer ones first. More peers than longs: the last ones are empty. */
record Slices(int length, int count) {
    /** Index of a slice's first long. */
    int from(int slice) {
        return slice * (length / count) + Math.min(slice, length % count);
    }

    /** Index after a slice's last long. */
    int end(int slice) {
        return from(slice + 1);
    }

    int length(int slice) {
        return end(slice) - from(slice);
    }

    /** The lengths that an array may have whose slice is so long, in words. */
    String lengthsWith(int slice, int sliceLength) {
        long shortest = sliceLength == 0 ? 0 : (sliceLength - 1L) * count + slice + 1;
        long longest = (long) sliceLength * count + slice;
        return shortest == longest ? "%d longs".formatted(shortest) : "%d to %d longs".formatted(shortest, longest);
    }
}
