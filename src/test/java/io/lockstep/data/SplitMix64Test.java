package io.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SplitMix64Test {

    /** The first numbers of Vigna's splitmix64.c from state 1234567, as published with Rosetta Code's task. */
    @Test
    void itIsSplitMix64() {
        var random = new SplitMix64(1234567);
        assertThat(Long.toUnsignedString(random.next())).isEqualTo("6457827717110365317");
        assertThat(Long.toUnsignedString(random.next())).isEqualTo("3203168211198807973");
        assertThat(Long.toUnsignedString(random.next())).isEqualTo("9817491932198370423");
        assertThat(Long.toUnsignedString(random.next())).isEqualTo("4593380528125082431");
        assertThat(Long.toUnsignedString(random.next())).isEqualTo("16408922859458223821");
    }

    @Test
    void aNumberThatIsSkippedChangesNoOther() {
        var random = new SplitMix64(1234567);
        random.skip();
        assertThat(Long.toUnsignedString(random.next())).isEqualTo("3203168211198807973");
    }

    @Test
    void neighboursShareNothing() {
        long here = SplitMix64.of(1, 0, 5).next();
        assertThat(here).isNotEqualTo(SplitMix64.of(1, 0, 6).next());
        assertThat(here).isNotEqualTo(SplitMix64.of(1, 1, 5).next());
        assertThat(here).isNotEqualTo(SplitMix64.of(2, 0, 5).next());
        // an item's second number is not the next item's first
        var random = SplitMix64.of(1, 0, 5);
        random.next();
        assertThat(random.next()).isNotEqualTo(SplitMix64.of(1, 0, 6).next());
    }

    @Test
    void bellHasMeanZeroAndDeviationOneAndAnEnd() {
        var random = new SplitMix64(42);
        int draws = 100_000;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < draws; i++) {
            double value = random.bell();
            assertThat(value).isBetween(-3.0, 3.0);
            sum += value;
            squares += value * value;
        }
        // deviations of the two means: 1 / sqrt(draws) = 0.0032 and at most sqrt(2 / draws) = 0.0045; five of them
        assertThat(sum / draws).isBetween(-0.016, 0.016);
        assertThat(squares / draws).isBetween(0.977, 1.023);
    }

    @Test
    void belowCoversItsRangeEvenly() {
        var random = new SplitMix64(42);
        int[] counts = new int[7];
        for (int i = 0; i < 70_000; i++) {
            counts[random.below(7)]++;
        }
        for (int count : counts) {
            assertThat(count).isBetween(9_500, 10_500); // five deviations of sqrt(70,000 * 6 / 49) = 93
        }
    }
}
