package io.lockstep.metric;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Counts by distinct score, sorted. Immutable.
 *
 * @param dropped how many of the keys' lowest bits were left out
 * @param keys distinct scores, ascending: integers in the order of the floats
 * @param negatives examples of the first class with each
 * @param positives examples of the second class with each
 */
record DistinctScores(int dropped, int[] keys, long[] negatives, long[] positives) {
    static final DistinctScores NONE = new DistinctScores(0, new int[0], new long[0], new long[0]);

    private static final int LEAST_BYTES = 1 << 10;
    private static final int LONGEST_NUMBER = 10; // bytes of a long, seven bits each

    /** An integer for a float, in the same order; both zeros have the same. */
    static int key(float score) {
        int bits = Float.floatToIntBits(score + 0.0f);
        return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
    }

    /** Of sorted numbers: twice the key, and one more for an example of the second class. */
    static DistinctScores of(long[] sorted, int length) {
        int[] keys = new int[length];
        long[] negatives = new long[length];
        long[] positives = new long[length];
        int size = 0;
        for (int i = 0; i < length; i++) {
            int key = (int) (sorted[i] >> 1);
            if (size == 0 || keys[size - 1] != key) {
                keys[size++] = key;
            }
            long positive = sorted[i] & 1;
            positives[size - 1] += positive;
            negatives[size - 1] += 1 - positive;
        }
        return new DistinctScores(0, keys, negatives, positives).first(size);
    }

    int size() {
        return keys.length;
    }

    private DistinctScores first(int size) {
        return size == keys.length
                ? this
                : new DistinctScores(
                        dropped,
                        Arrays.copyOf(keys, size),
                        Arrays.copyOf(negatives, size),
                        Arrays.copyOf(positives, size));
    }

    /** Both, with so many lowest bits left out that at most so many scores differ. */
    DistinctScores plus(DistinctScores other, int most) {
        if (other.size() == 0 && other.dropped <= dropped) {
            return this;
        }
        int common = Math.max(dropped, other.dropped);
        DistinctScores sum = merged(without(common), other.without(common));
        while (sum.size() > most) {
            sum = sum.without(sum.dropped + 1);
        }
        return sum;
    }

    private static DistinctScores merged(DistinctScores a, DistinctScores b) {
        int[] keys = new int[a.size() + b.size()];
        long[] negatives = new long[keys.length];
        long[] positives = new long[keys.length];
        int size = 0;
        int i = 0;
        int j = 0;
        while (i < a.size() || j < b.size()) {
            boolean ofA = j == b.size() || (i < a.size() && a.keys[i] <= b.keys[j]);
            boolean ofB = i == a.size() || (j < b.size() && b.keys[j] <= a.keys[i]);
            keys[size] = ofA ? a.keys[i] : b.keys[j];
            if (ofA) {
                negatives[size] += a.negatives[i];
                positives[size] += a.positives[i++];
            }
            if (ofB) {
                negatives[size] += b.negatives[j];
                positives[size] += b.positives[j++];
            }
            size++;
        }
        return new DistinctScores(a.dropped, keys, negatives, positives).first(size);
    }

    private DistinctScores without(int bits) {
        if (bits == dropped) {
            return this;
        }
        int[] coarse = new int[size()];
        long[] someNegatives = new long[size()];
        long[] somePositives = new long[size()];
        int size = 0;
        for (int i = 0; i < size(); i++) {
            int key = keys[i] >> (bits - dropped); // of whole keys the same as at once
            if (size == 0 || coarse[size - 1] != key) {
                coarse[size++] = key;
            }
            someNegatives[size - 1] += negatives[i];
            somePositives[size - 1] += positives[i];
        }
        return new DistinctScores(bits, coarse, someNegatives, somePositives).first(size);
    }

    /** As bytes: the distance to the key before and both counts, a byte for every seven bits. */
    Packed packed() {
        ByteBuffer bytes = ByteBuffer.allocate(LEAST_BYTES);
        long before = 0;
        for (int i = 0; i < size(); i++) {
            if (bytes.remaining() < 3 * LONGEST_NUMBER) {
                bytes = ByteBuffer.allocate(2 * bytes.capacity()).put(bytes.flip());
            }
            put(bytes, i == 0 ? keys[0] & 0xffffffffL : keys[i] - before);
            put(bytes, negatives[i]);
            put(bytes, positives[i]);
            before = keys[i];
        }
        return new Packed(dropped, size(), Arrays.copyOf(bytes.array(), bytes.position()));
    }

    private static void put(ByteBuffer bytes, long number) {
        long left = number;
        while (left >= 0x80) {
            bytes.put((byte) (left | 0x80));
            left >>>= 7;
        }
        bytes.put((byte) left);
    }

    /** What is sent: four bytes or so for a score instead of twenty. */
    record Packed(int dropped, int size, byte[] bytes) implements Serializable {

        DistinctScores unpacked() {
            DistinctScores scores = new DistinctScores(dropped, new int[size], new long[size], new long[size]);
            ByteBuffer in = ByteBuffer.wrap(bytes);
            int before = 0;
            for (int i = 0; i < size; i++) {
                before += (int) number(in);
                scores.keys[i] = before;
                scores.negatives[i] = number(in);
                scores.positives[i] = number(in);
            }
            return scores;
        }

        private static long number(ByteBuffer in) {
            long number = 0;
            int shift = 0;
            byte next;
            do {
                next = in.get();
                number |= (next & 0x7fL) << shift;
                shift += 7;
            } while (next < 0);
            return number;
        }
    }
}
