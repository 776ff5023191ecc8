package io.lockstep.cluster.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.data.ByteFeatures;
import io.lockstep.data.DataException;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import scala.collection.mutable.WrappedArray;

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

    private static Example next(@Nullable Object image) {
        TableColumns columns = new TableColumns(List.of("id", "image"), List.of(1), true, List.of(0), 0, 2);
        return new Greys(List.of(RowFactory.create("a", image)).iterator(), columns).next();
    }

    private static byte[] pixels(Example example) {
        return ((ByteFeatures) example.features()).values();
    }

    @Test
    void anArrayOfNumbersOrBytesHasAllFeatures() {
        Example ofNumbers = next(WrappedArray.make(new Object[] {7L, 200.0}));
        assertThat(pixels(ofNumbers)).containsExactly(7, 200 - 256);
        assertThat(ofNumbers.kept()).containsExactly("a");
        assertThat(pixels(next(new byte[] {7, -56}))).containsExactly(7, 200 - 256);
    }

    @Test
    void anArrayThatIsMissingOrOfAnotherLengthOrHasAnotherElementIsNamed() {
        assertThatThrownBy(() -> next(null))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("column image, row with id = a: expected an array of features, found null. ");
        assertThatThrownBy(() -> next(new byte[3]))
                .hasMessageContaining("expected 2 features, as the network requires, found 3. ");
        assertThatThrownBy(() -> next(WrappedArray.make(new Object[] {7, null})))
                .hasMessageStartingWith("column image[1], row with id = a: expected a feature, ");
    }
}
