package io.lockstep.data.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.data.SplitMix64;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exact moments of floats, against big decimals. */
class ExactSumsTest {
    private static final MathContext DIGITS = MathContext.DECIMAL128;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void momentsAreTheRoundedExactOnesInAnyOrderAndSplit(long seed) {
        float[] values = new float[500];
        SplitMix64 random = new SplitMix64(seed);
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (random.below(4)) {
                case 0 -> random.below(1000) - 500;
                case 1 -> (float) random.uniform(-1e-3, 1e-3);
                case 2 -> Float.intBitsToFloat((int) random.next() & 0x7f7fffff) * (random.below(2) == 0 ? 1 : -1);
                default -> Float.MIN_VALUE * random.below(9);
            };
        }
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal squares = BigDecimal.ZERO;
        for (float value : values) {
            BigDecimal exact = new BigDecimal(value);
            sum = sum.add(exact);
            squares = squares.add(exact.multiply(exact));
        }
        BigDecimal n = BigDecimal.valueOf(values.length);
        double mean = sum.divide(n, DIGITS).doubleValue();
        double deviation = squares.multiply(n)
                .subtract(sum.multiply(sum))
                .divide(n.multiply(n.subtract(BigDecimal.ONE)), DIGITS)
                .sqrt(DIGITS)
                .doubleValue();

        for (int parts : List.of(1, 2, 7)) {
            ExactSums[] sums = new ExactSums[parts];
            for (int part = 0; part < parts; part++) {
                sums[part] = new ExactSums();
            }
            for (int i = values.length - 1; i >= 0; i--) {
                sums[i % parts].add(values[i]);
            }
            for (int part = 1; part < parts; part++) {
                sums[0].merge(sums[part]);
            }
            assertThat(sums[0].mean(values.length)).isEqualTo(mean);
            assertThat(sums[0].deviation(values.length)).isEqualTo(deviation);
        }
    }

    @Test
    void nothingCancels() {
        ExactSums sums = new ExactSums();
        for (int i = 0; i < 3; i++) {
            sums.add(16_777_216f + 2 * i);
        }

        assertThat(sums.mean(3)).isEqualTo(16_777_218.0);
        assertThat(sums.deviation(3)).isEqualTo(2.0);
    }

    @Test
    void zerosCountOnlyInTheNumberOfRows() {
        ExactSums sums = new ExactSums();
        sums.add(4);

        assertThat(sums.mean(4)).isEqualTo(1);
        assertThat(sums.deviation(4)).isEqualTo(2);
        assertThat(new ExactSums().mean(0)).isZero();
        assertThat(new ExactSums().deviation(1)).isZero();
    }
}
