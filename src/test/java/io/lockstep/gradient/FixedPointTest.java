package io.lockstep.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.block.Batch;
import io.lockstep.block.Magnitude;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FixedPointTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 512, 513, 50_000, 65_536, 65_537, Integer.MAX_VALUE, 1L << 40, (1L << 40) + 1})
    void theMeanIsResolvedToTwoToTheMinus47AndTheSumFitsALong(long examples) {
        FixedPoint scale = scale(examples);
        double unit = scale.value(1);
        assertThat(unit / examples).isLessThanOrEqualTo(0x1p-47).isGreaterThanOrEqualTo(0x1p-48);
        // the largest sum there can be, and as much again
        assertThat(scale.limit(examples) / unit).isLessThanOrEqualTo(0x1p62);
        assertThat(scale.units(scale.limit(examples))).isPositive().isEqualTo(-scale.units(-scale.limit(examples)));
    }

    @Test
    void aValueIsOffByHalfAUnitAtMost() {
        long seed = 61;
        Random random = new Random(seed);
        FixedPoint scale = scale(50_000);
        for (int i = 0; i < 10_000; i++) {
            double value = random.nextGaussian() * Math.scalb(1.0, random.nextInt(40) - 20);
            assertThat(Math.abs(scale.value(scale.units(value)) - value))
                    .as("seed %d, value %s", seed, value)
                    .isLessThanOrEqualTo(Math.max(scale.value(1) / 2, Math.ulp(value) / 2));
        }
    }

    @Test
    void tiesGoToEven() {
        FixedPoint scale = scale(1L << 48);
        assertThat(scale.fractionBits()).isZero();
        assertThat(scale.units(0.5)).isZero();
        assertThat(scale.units(1.5)).isEqualTo(2);
        assertThat(scale.units(2.5)).isEqualTo(2);
        assertThat(scale.units(-1.5)).isEqualTo(-2);
    }

    @Test
    void nothingButFiniteNumbersWithinTheLimitIsHeld() {
        FixedPoint scale = scale(3);
        assertThat(scale.holds(3 * 0x1p14, 3)).isTrue();
        assertThat(scale.holds(Math.nextUp(3 * 0x1p14), 3)).isFalse();
        assertThat(scale.holds(-3 * 0x1p14, 3)).isTrue();
        assertThat(scale.holds(Math.nextDown(-3 * 0x1p14), 3)).isFalse();
        assertThat(scale.holds(Double.NaN, 3)).isFalse();
        assertThat(scale.holds(Double.POSITIVE_INFINITY, 3)).isFalse();
        assertThat(scale.holds(Double.NEGATIVE_INFINITY, 3)).isFalse();
    }

    private static FixedPoint scale(long examples) {
        return FixedPoint.ofGradients(new Batch(1, new BitSet(), examples));
    }

    /** The same headroom and resolution, relative to numbers that are larger or smaller by a power of two. */
    @ParameterizedTest
    @ValueSource(ints = {-30, -1, 1, 20, 60})
    void aMagnitudeMovesUnitAndLimitAlike(int magnitude) {
        FixedPoint ordinary = scale(50_000);
        FixedPoint moved = FixedPoint.ofGradients(new Batch(1, new BitSet(), 50_000, new Magnitude(magnitude, 0, 0)));
        assertThat(moved.value(1)).isEqualTo(Math.scalb(ordinary.value(1), magnitude));
        assertThat(moved.limit(7)).isEqualTo(Math.scalb(ordinary.limit(7), magnitude));
        assertThat(moved.units(moved.limit(50_000))).isEqualTo(ordinary.units(ordinary.limit(50_000)));
    }

    @Test
    void aBatchOfNothingIsRefused() {
        assertThatThrownBy(() -> scale(0)).hasMessageContaining("found 0");
    }
}
