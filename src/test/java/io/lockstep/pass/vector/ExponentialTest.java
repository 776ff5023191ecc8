package io.lockstep.pass.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The exponential function of the loss against one in 50 decimal digits. */
class ExponentialTest {
    private static final MathContext DIGITS = new MathContext(50);
    private static final double LARGEST_ERROR = 0x1p-51;
    private static final double LN_2 = 0.6931471805599453;

    /** e^x by its series at {@code x / 2^k}, squared k times. */
    private static BigDecimal exact(double x) {
        BigDecimal reduced = new BigDecimal(x);
        int halvings = 0;
        while (reduced.abs().doubleValue() > 0.1) {
            reduced = reduced.divide(BigDecimal.valueOf(2), DIGITS);
            halvings++;
        }
        BigDecimal term = BigDecimal.ONE;
        BigDecimal sum = BigDecimal.ONE;
        for (int i = 1; i < 32; i++) {
            term = term.multiply(reduced, DIGITS).divide(BigDecimal.valueOf(i), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        for (int i = 0; i < halvings; i++) {
            sum = sum.multiply(sum, DIGITS);
        }
        return sum;
    }

    private static void assertExact(double x) {
        BigDecimal exact = exact(x);
        BigDecimal error = new BigDecimal(Exponential.exp(x)).subtract(exact).divide(exact, DIGITS);
        assertThat(error.abs().doubleValue()).as("x = %s", x).isLessThan(LARGEST_ERROR);
    }

    @Test
    void theRelativeErrorIsBelowItsBound() {
        Random random = new Random(51);
        for (int i = 0; i < 3_000; i++) {
            assertExact(-700 * random.nextDouble());
            assertExact(-(double) (float) (30 * random.nextDouble())); // differences of floats, as outputs are
            assertExact(-StrictMath.exp(-40 * random.nextDouble()));
        }
    }

    /** Where the polynomial is used farthest from 0, its remainder is largest; the nearest integer changes there. */
    @Test
    void andInTheMiddleBetweenTwoPowersOfTwo() {
        for (int n = 0; n < 1_009; n++) {
            double middle = -(n + 0.5) * LN_2;
            for (double x : new double[] {middle, Math.nextUp(middle), Math.nextDown(middle), middle * (1 + 0x1p-24)}) {
                assertExact(x);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-700, -699.999, -0x1p-53, -0x1p-54, -Double.MIN_NORMAL, -Double.MIN_VALUE, -0x1p-1060})
    void theEndsOfTheRange(double x) {
        assertExact(x);
    }

    @ParameterizedTest
    @CsvSource({"0.0, 1", "-0.0, 1", "-Infinity, 0", "-1e308, 0", "-700.0000000000001, 0"})
    void whatIsNotRounded(double x, double expected) {
        assertThat(Exponential.exp(x)).isEqualTo(expected);
    }

    @Test
    void whatIsNoNumberStaysNone() {
        assertThat(Exponential.exp(Double.NaN)).isNaN();
    }
}
