package io.lockstep.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FixedPointTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 512, 513, 50_000, 65_536, 65_537, Integer.MAX_VALUE, 1L << 40, (1L << 40) + 1})
    void theMeanIsResolvedToTwoToTheMinus47AndTheSumFitsALong(long examples) {
        FixedPoint scale = FixedPoint.forExamples(examples);
        double unit = scale.value(1);
        assertThat(unit / examples).isLessThanOrEqualTo(0x1p-47).isGreaterThanOrEqualTo(0x1p-48);
        // the largest sum there can be, and as much again
        assertThat(FixedPoint.limit(examples) / unit).isLessThanOrEqualTo(0x1p62);
        assertThat(scale.units(FixedPoint.limit(examples)))
                .isPositive()
                .isEqualTo(-scale.units(-FixedPoint.limit(examples)));
    }

    @Test
    void aValueIsOffByHalfAUnitAtMost() {
        long seed = 61;
        Random random = new Random(seed);
        FixedPoint scale = FixedPoint.forExamples(50_000);
        for (int i = 0; i < 10_000; i++) {
            double value = random.nextGaussian() * Math.scalb(1.0, random.nextInt(40) - 20);
            assertThat(Math.abs(scale.value(scale.units(value)) - value))
                    .as("seed %d, value %s", seed, value)
                    .isLessThanOrEqualTo(Math.max(scale.value(1) / 2, Math.ulp(value) / 2));
        }
    }

    @Test
    void tiesGoToEven() {
        FixedPoint scale = FixedPoint.forExamples(1L << 48);
        assertThat(scale.fractionBits()).isZero();
        assertThat(scale.units(0.5)).isZero();
        assertThat(scale.units(1.5)).isEqualTo(2);
        assertThat(scale.units(2.5)).isEqualTo(2);
        assertThat(scale.units(-1.5)).isEqualTo(-2);
    }

    @Test
    void nothingButFiniteNumbersWithinTheLimitIsHeld() {
        assertThat(FixedPoint.holds(3 * 0x1p14, 3)).isTrue();
        assertThat(FixedPoint.holds(Math.nextUp(3 * 0x1p14), 3)).isFalse();
        assertThat(FixedPoint.holds(-3 * 0x1p14, 3)).isTrue();
        assertThat(FixedPoint.holds(Math.nextDown(-3 * 0x1p14), 3)).isFalse();
        assertThat(FixedPoint.holds(Double.NaN, 3)).isFalse();
        assertThat(FixedPoint.holds(Double.POSITIVE_INFINITY, 3)).isFalse();
        assertThat(FixedPoint.holds(Double.NEGATIVE_INFINITY, 3)).isFalse();
    }

    @Test
    void aBatchOfNothingIsRefused() {
        assertThatThrownBy(() -> FixedPoint.forExamples(0)).hasMessageContaining("found 0");
    }
}
