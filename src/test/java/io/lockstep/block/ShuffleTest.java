package io.lockstep.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShuffleTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 16, 17, 98, 255, 256, 257, 50_000, 65_537})
    void everyPlaceIsTakenOnce(int size) {
        for (long seed : new long[] {0, 1, 42, -7, Long.MIN_VALUE}) {
            Shuffle shuffle = new Shuffle(seed, size);
            BitSet taken = new BitSet(size);
            for (int number = 0; number < size; number++) {
                int place = (int) shuffle.place(number);
                assertThat(place).isBetween(0, size - 1);
                assertThat(taken.get(place))
                        .as("place %d of %d taken twice", place, size)
                        .isFalse();
                taken.set(place);
            }
        }
    }

    @Test
    void theLargestSizeStaysWithinItself() {
        Shuffle shuffle = new Shuffle(3, Integer.MAX_VALUE);
        for (int number : new int[] {0, 1, 1 << 20, Integer.MAX_VALUE - 1}) {
            assertThat(shuffle.place(number)).isBetween(0L, Integer.MAX_VALUE - 1L);
        }
    }

    /** Part of what makes a run's bits: another order would be another run. */
    @Test
    void theOrderOfASeedIsThisOne() {
        Shuffle shuffle = new Shuffle(42, 10);
        int[] places = new int[10];
        for (int number = 0; number < 10; number++) {
            places[number] = (int) shuffle.place(number);
        }
        assertThat(places).containsExactly(3, 2, 8, 7, 4, 1, 5, 0, 6, 9);
    }

    /**
     * Each of 12 numbers comes to each of 12 places in a twelfth of the 24,000 seeds: 2,000 times with a deviation of
     * sqrt(24,000 / 12 * 11 / 12) = 43. All 144 counts lie within 4.6 deviations, 198, but by a chance of 144 * 4.2e-6 = 0.06 %;
     * the seeds are fixed, so that it happens always or never.
     */
    @Test
    void everyNumberComesToEveryPlaceAlikeOften() {
        int[][] counts = new int[12][12];
        for (int seed = 0; seed < 24_000; seed++) {
            Shuffle shuffle = new Shuffle(seed, 12);
            for (int number = 0; number < 12; number++) {
                counts[number][(int) shuffle.place(number)]++;
            }
        }
        for (int[] row : counts) {
            for (int count : row) {
                assertThat(count).isCloseTo(2_000, within(198));
            }
        }
    }

    @Test
    void nothingToShuffleIsRefused() {
        assertThatThrownBy(() -> new Shuffle(1, 0)).hasMessageContaining("found 0");
    }
}
