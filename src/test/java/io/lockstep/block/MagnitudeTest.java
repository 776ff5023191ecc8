package io.lockstep.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MagnitudeTest {
    @ParameterizedTest
    @CsvSource({"0, 0, 1", "9, 3.2, 1", "16, 16, 1", "0.001, 1e-30, 0.75"})
    void ordinaryNumbersHaveTheScaleOfImages(double target, double input, double weight) {
        assertThat(Magnitude.ofSquaredError(target, input, weight)).isEqualTo(Magnitude.ONE);
        assertThat(Magnitude.ofCrossEntropy(input, weight)).isEqualTo(Magnitude.ONE);
    }

    @ParameterizedTest
    @CsvSource({
        "16.1,    1,     1, 1,   2,   0", // one step beyond the ordinary
        "18823,   9,     1, 11,  22,  0", // diamonds
        "1e6,     9,     1, 16,  32,  0",
        "0,       1e4,   1, 20,  20,  0", // outputs grow with the inputs, and meet them again
        "1e6,     1e4,   1, 26,  32,  0",
        "1,       1,   1e6, 20,  20,  20",
        "1,       1,  1e-6, -19, -19, -19",
        "18823,   9,  1e-6, -8,  3,   -19",
    })
    void aSquaredErrorGrowsWithTargetsAndInputs(
            double target, double input, double of, int gradient, int loss, int weight) {
        assertThat(Magnitude.ofSquaredError(target, input, of)).isEqualTo(new Magnitude(gradient, loss, weight));
    }

    @Test
    void aCrossEntropyGrowsWithTheInputs() {
        assertThat(Magnitude.ofCrossEntropy(1e4, 1)).isEqualTo(new Magnitude(10, 10, 0));
        assertThat(Magnitude.ofCrossEntropy(1e4, 0.25)).isEqualTo(new Magnitude(8, 8, -2));
    }

    @ParameterizedTest
    @CsvSource({"NaN", "Infinity", "-1"})
    void whatIsNoMagnitudeIsRefused(double value) {
        assertThatThrownBy(() -> Magnitude.ofCrossEntropy(value, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
