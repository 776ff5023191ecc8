package io.lockstep.cluster.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;

class GreysTest {
    static Stream<Object> whiteInAllTypes() {
        return Stream.of(
                255, 255L, (short) 255, 255.0, 255f, new BigDecimal("255.00"), "255", " 255 ", "255.0", "2.55e2");
    }

    @ParameterizedTest
    @MethodSource("whiteInAllTypes")
    void aWholeNumberIsAGreyValueWhateverItsType(Object white) {
        assertThat(Greys.grey(white)).isEqualTo(255);
    }

    static Stream<Object> noGreys() {
        return Stream.of(
                256,
                -1,
                1L << 32, // 0 in its lower half
                (byte) -1, // a byte of Spark's has a sign
                3.5,
                -0.5f,
                Double.NaN,
                Double.POSITIVE_INFINITY,
                new BigDecimal("0.1"),
                new BigDecimal("1e400"),
                "",
                "abc",
                "0x10",
                "1e999999999",
                true);
    }

    @ParameterizedTest
    @NullSource
    @MethodSource("noGreys")
    void nothingElseIs(Object value) {
        assertThat(Greys.grey(value)).isEqualTo(-1);
    }
}
