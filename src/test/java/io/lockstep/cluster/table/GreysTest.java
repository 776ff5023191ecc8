package io.lockstep.cluster.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.data.ByteFeatures;
import io.lockstep.data.DataException;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;

class GreysTest {
    static Stream<Object> whiteInAllTypes() {
        return Stream.of(
                255, 255L, (short) 255, 255.0, 255f, new BigDecimal("255.00"), "255", " 255 ", "255.0", "2.55e2");
    }

    /** What another test has read in this thread must not show in messages. */
    @BeforeEach
    void noFileIsRead() {
        InputFileBlockHolder.unset();
    }

    @ParameterizedTest
    @MethodSource("whiteInAllTypes")
    void aWholeNumberIsAGreyValueWhateverItsType(Object white) {
        assertThat(GreyReader.grey(white)).isEqualTo(255);
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
        assertThat(GreyReader.grey(value)).isEqualTo(-1);
    }

    private static Example next(DataType type, @Nullable Object... images) {
        TableColumns columns = new TableColumns(List.of("id", "image"), List.of(1), true, List.of(0), 0, 2);
        StructType schema = new StructType().add("id", DataTypes.StringType).add("image", type);
        Iterator<InternalRow> rows = Stream.of(images)
                .map(image -> (InternalRow)
                        CatalystTypeConverters.createToCatalystConverter(schema).apply(RowFactory.create("a", image)))
                .iterator();
        return new Greys(rows, columns, schema).next();
    }

    private static byte[] pixels(Example example) {
        return ((ByteFeatures) example.features()).values();
    }

    static Stream<Arguments> arrays() {
        return Stream.of(
                Arguments.of(DataTypes.IntegerType, new Object[] {7, 200}),
                Arguments.of(DataTypes.LongType, new Object[] {7L, 200L}),
                Arguments.of(DataTypes.ShortType, new Object[] {(short) 7, (short) 200}),
                Arguments.of(DataTypes.DoubleType, new Object[] {7.0, 200.0}),
                Arguments.of(DataTypes.FloatType, new Object[] {7f, 200f}),
                Arguments.of(new DecimalType(5, 1), new Object[] {new BigDecimal("7"), new BigDecimal("200.0")}),
                Arguments.of(DataTypes.StringType, new Object[] {"7", " 2e2"}));
    }

    @ParameterizedTest
    @MethodSource("arrays")
    void anArrayOfNumbersHasAllFeatures(DataType element, Object[] values) {
        Example example = next(DataTypes.createArrayType(element), (Object) values);
        assertThat(pixels(example)).containsExactly(7, 200 - 256);
        assertThat(example.kept()).containsExactly("a");
    }

    @Test
    void bytesAreTheFeaturesAndThoseOfNumbersHaveASign() {
        assertThat(pixels(next(DataTypes.BinaryType, (Object) new byte[] {7, -56})))
                .containsExactly(7, 200 - 256);
        DataType signed = DataTypes.createArrayType(DataTypes.ByteType);
        assertThat(pixels(next(signed, (Object) new Byte[] {7, 127}))).containsExactly(7, 127);
        assertThatThrownBy(() -> next(signed, (Object) new Byte[] {7, -56})).hasMessageContaining("found -56. ");
    }

    @Test
    void anArrayThatIsMissingOrOfAnotherLengthOrHasAnotherElementIsNamed() {
        DataType longs = DataTypes.createArrayType(DataTypes.LongType);
        assertThatThrownBy(() -> next(longs, (Object) null))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("column image, row with id = a: expected an array of features, found null. ");
        assertThatThrownBy(() -> next(DataTypes.BinaryType, (Object) new byte[3]))
                .hasMessageContaining("expected 2 features, as the network requires, found 3. ");
        assertThatThrownBy(() -> next(longs, (Object) new Long[] {7L, null}))
                .hasMessageStartingWith("column image[1], row with id = a: expected a feature, ")
                .hasMessageContaining("found null. ");
        assertThatThrownBy(() -> next(longs, (Object) new Long[] {256L, 7L}))
                .hasMessageStartingWith("column image[0], row with id = a: ")
                .hasMessageContaining("found 256. ");
        assertThatThrownBy(
                        () -> next(DataTypes.createArrayType(DataTypes.StringType), (Object) new String[] {"7", "x"}))
                .hasMessageContaining("found 'x'. ");
    }
}
