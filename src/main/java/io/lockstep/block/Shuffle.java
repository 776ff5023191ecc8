package io.lockstep.block;

import io.lockstep.data.SplitMix64;
import java.io.Serializable;

/**
 * A seeded order of the numbers below {@code size}: a permutation that is computed number by number, so that it takes no
 * memory and every executor has the same.
 *
 * <p>A Feistel network of {@value #ROUNDS} rounds permutes the numbers of an even count of bits; one that falls outside is
 * permuted again until it falls inside, on average less than four times (Black and Rogaway, Ciphers with Arbitrary Finite
 * Domains, CT-RSA 2002, "cycle walking").
 *
 * @param seed of the order
 * @param size how many numbers, at least 1
 */
record Shuffle(long seed, long size) implements Serializable {
    private static final int ROUNDS = 6;

    Shuffle {
        if (size < 1) {
            throw new IllegalArgumentException("expected at least 1 number to shuffle, found " + size);
        }
    }

    /** The position of a number in the order; a bijection. */
    long place(long number) {
        int half = (Long.SIZE - Long.numberOfLeadingZeros(size - 1) + 1) / 2; // bits of each half
        long place = number;
        do {
            place = permuted(place, half);
        } while (place >= size);
        return place;
    }

    private long permuted(long number, int half) {
        long mask = (1L << half) - 1;
        long left = number >>> half;
        long right = number & mask;
        for (int round = 0; round < ROUNDS; round++) {
            long mixed = left ^ (SplitMix64.mix(SplitMix64.mix(seed + round) + right) & mask);
            left = right;
            right = mixed;
        }
        return left << half | right;
    }
}
