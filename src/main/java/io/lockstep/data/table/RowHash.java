package io.lockstep.data.table;

import io.lockstep.data.SplitMix64;
import java.util.stream.LongStream;

/**
 * The hash of a row's content: a sum over its cells, each mixed with a key of its position. A cell that is 0 adds nothing, so that it is the
 * same whether zeros are stored or not.
 */
final class RowHash {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final long[] KEYS =
            LongStream.range(0, 1024).map(RowHash::newKey).toArray(); // of the first positions

    private RowHash() {}

    /** Of some UTF-8. */
    static long of(byte[] text, int length) {
        long hash = FNV_OFFSET; // FNV-1a; mixed, for its low bits are weak
        for (int i = 0; i < length; i++) {
            hash = (hash ^ text[i]) * FNV_PRIME;
        }
        return SplitMix64.mix(hash);
    }

    /** Of a number: 0 for 0. */
    static long of(float value) {
        return Float.floatToIntBits(value + 0.0f) & 0xffff_ffffL; // -0 is 0, and NaN is NaN, whatever its bits
    }

    /** What a cell at a position adds to its row's hash. */
    static long term(long cell, long position) {
        return cell == 0 ? 0 : SplitMix64.mix(cell ^ key(position));
    }

    private static long key(long position) {
        return position >= 0 && position < KEYS.length ? KEYS[(int) position] : newKey(position);
    }

    private static long newKey(long position) {
        return SplitMix64.mix((position + 1) * GOLDEN_GAMMA);
    }

    /** Another hash of a hash, by a key. */
    static long keyed(long hash, long key) {
        return SplitMix64.mix(hash + SplitMix64.mix(key ^ GOLDEN_GAMMA));
    }
}
