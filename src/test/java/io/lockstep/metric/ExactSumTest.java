package io.lockstep.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactSumTest {
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void theSumIsThatOfDecimalsInAnyOrderAndInAnyParts(long seed) {
        Random random = new Random(seed);
        List<Double> values = new ArrayList<>(List.of(
                Double.MAX_VALUE,
                Double.MAX_VALUE,
                -Double.MAX_VALUE,
                Double.MIN_VALUE,
                -Double.MIN_NORMAL,
                0.0,
                -0.0));
        for (int i = 0; i < 500; i++) {
            values.add(Math.scalb(random.nextGaussian(), random.nextInt(1800) - 900));
        }
        BigDecimal expected = values.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
        for (int parts : List.of(1, 2, 7)) {
            Collections.shuffle(values, random);
            ExactSum sum = new ExactSum();
            for (int part = 0; part < parts; part++) {
                ExactSum some = new ExactSum();
                values.subList(values.size() * part / parts, values.size() * (part + 1) / parts)
                        .forEach(some::add);
                sum.merge(some);
            }
            assertThat(sum.exact()).isEqualByComparingTo(expected);
            assertThat(sum.value()).isEqualTo(expected.doubleValue());
        }
    }

    @Test
    void nothingIsLostBesideALargeValue() {
        ExactSum sum = new ExactSum();
        double tiny = Math.scalb(1.0, -1000);
        for (double value : new double[] {1e300, 1, -1e300, tiny}) {
            sum.add(value);
        }
        assertThat(sum.exact()).isEqualByComparingTo(BigDecimal.ONE.add(new BigDecimal(tiny)));
    }

    @Test
    void whatIsNotFiniteStays() {
        ExactSum infinite = new ExactSum();
        infinite.add(1);
        infinite.add(Double.POSITIVE_INFINITY);
        assertThat(infinite.value()).isInfinite();
        assertThatThrownBy(infinite::exact).isInstanceOf(ArithmeticException.class);
        ExactSum undefined = new ExactSum();
        undefined.add(Double.NEGATIVE_INFINITY);
        undefined.merge(infinite);
        assertThat(undefined.value()).isNaN();
        assertThat(undefined.isFinite()).isFalse();
    }
}
