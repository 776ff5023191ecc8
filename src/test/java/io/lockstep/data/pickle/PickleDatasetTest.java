package io.lockstep.data.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.data.ArrayExamples;
import io.lockstep.data.Bytes;
import io.lockstep.data.DataException;
import io.lockstep.data.Examples;
import io.lockstep.data.SplitName;
import io.lockstep.data.pickle.PickleBytes.Array;
import io.lockstep.data.pickle.PickleBytes.Dialect;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PickleDatasetTest {
    private static final Dialect OLD = Dialect.PYTHON2_PROTOCOL2;
    private static final ArrayExamples TRAIN = PickledMnist.TRAIN;
    private static final Array X = PickledMnist.floats(TRAIN);
    private static final Array Y = PickledMnist.labels(TRAIN);

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void everyDialectGivesTheSameExamples(Dialect dialect) {
        byte[] pickle = PickledMnist.of(dialect);
        for (byte[] file : new byte[][] {pickle, Bytes.gzip(pickle)}) {
            var dataset = open(file);
            assertSameRows(dataset.split(SplitName.TRAIN), TRAIN);
            assertSameRows(dataset.split(SplitName.VALID), PickledMnist.VALID);
            assertSameRows(dataset.split(SplitName.TEST), PickledMnist.TEST);
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aReaderSkips(Dialect dialect) {
        try (var reader = open(PickledMnist.of(dialect)).split(SplitName.TRAIN).open()) {
            var pixels = new byte[2 * 16];
            var labels = new byte[2];
            reader.skip(4);
            reader.read(pixels, labels);
            assertThat(pixels).isEqualTo(TRAIN.slice(4, 2).pixels());
            assertThat(labels).containsExactly(4, 5);
            assertThatThrownBy(() -> reader.skip(2))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("mnist, train, example 6: expected 2 more examples, found 1 of 7.");
        }
    }

    @Test
    void doublesShortLabelsAndListsAreReadToo() {
        var labels = PickledMnist.ints(0, 1, 2, 3, 4, 5, 6);
        var pickle = new PickleBytes(OLD);
        byte[] file = pickle.pickle(() -> pickle.list(
                () -> pickle.list(() -> pickle.array(PickledMnist.doubles(TRAIN)), () -> pickle.array(labels)),
                () -> pickle.list(() -> pickle.array(X), () -> pickle.array(Y)),
                () -> pickle.list(() -> pickle.array(X), () -> pickle.array(Y))));
        assertSameRows(open(file).split(SplitName.TRAIN), TRAIN);
    }

    @Test
    void examplesTravelAsAPlaceNotAsData() throws Exception {
        var examples = open(PickledMnist.of(Dialect.PYTHON3_PROTOCOL2)).split(SplitName.TEST);
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(examples);
        }
        try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertSameRows((Examples) in.readObject(), PickledMnist.TEST);
        }
    }

    @Test
    void otherTypesOrdersAndShapesAreRefused() {
        byte[] pixels = X.data();
        refused(
                new Array("f4", '>', false, pixels, 7, 16),
                Y,
                "x of mnist, train: expected dtype <f4 or <f8, found dtype >f4");
        refused(new Array("u1", '|', false, TRAIN.pixels(), 7, 16), Y, "found dtype |u1");
        refused(
                new Array("f4", '<', true, pixels, 7, 16),
                Y,
                "expected rows one after the other (C order), found columns");
        refused(new Array("f4", '<', false, pixels, 7, 4, 4), Y, "expected 2 dimensions, found shape [7, 4, 4]");
        refused(
                new Array("f4", '<', false, pixels, 14, 8),
                Y,
                "expected rows that are square images",
                "found 8 columns");
        refused(new Array("f4", '<', false, pixels, 6, 16), Y, "expected 6 labels, one an image, found 7");
        refused(new Array("f4", '<', false, new byte[0], 0, 16), Y, "expected at least 1 row, found 0 rows");
        refused(X, X, "y of mnist, train: expected dtype <i8 or <i4, found dtype <f4");
        refused(X, PickledMnist.longs(1, 2), "y of mnist, train: expected 7 labels, one an image, found 2");
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aShapeThatTheBytesDoNotFillIsRefused(Dialect dialect) {
        var claim = new Array("f4", '<', false, X.data(), 2_000_000_000, 4096 * 4096);
        var labels = new Array("i8", '<', false, Y.data(), 2_000_000_000);
        assertThatThrownBy(() -> open(PickledMnist.of(dialect, claim, labels)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected 134217728000000000 bytes, found 448");
        var fortran = new Array("f4", '<', true, X.data(), 7, 16);
        assertThatThrownBy(() -> open(PickledMnist.of(dialect, fortran, Y)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("Fortran");
    }

    @Test
    void pixelsThatAreNoGreyValuesAreRefusedAndNamed() {
        for (float wrong : new float[] {0.3f, 1f, -1 / 256f, Float.NaN, Float.POSITIVE_INFINITY}) {
            float[] values = PickledMnist.values(TRAIN);
            values[5 * 16 + 9] = wrong;
            var examples = open(PickledMnist.of(OLD, PickledMnist.floats(values, 7, 16), Y))
                    .split(SplitName.TRAIN);
            assertThatThrownBy(() -> ArrayExamples.readAll(examples))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("mnist, train, example 5, column 9: expected a pixel value k / 256")
                    .hasMessageContaining("found " + (double) wrong);
        }
    }

    @Test
    void theLabelsOfTrainBecomeTheClasses() {
        var y = PickledMnist.longs(1, -5, 1L << 40, 0, 0, 1, 2);
        var dataset = open(PickledMnist.of(OLD, X, y));
        assertThat(dataset.split(SplitName.TEST).classNames()).containsExactly("-5", "0", "1", "2", "1099511627776");
        assertThat(ArrayExamples.readAll(dataset.split(SplitName.TRAIN)).labels())
                .containsExactly(2, 0, 4, 1, 1, 2, 3);
        assertThat(ArrayExamples.readAll(dataset.split(SplitName.TEST)).labels())
                .containsExactly(1, 2, 3);
    }

    @Test
    void aLabelThatTrainDoesNotHaveIsRefusedAndNamed() {
        var dataset = open(PickledMnist.of(OLD, X, PickledMnist.ints(0, 2, 3, 0, 2, 3, 0)));
        assertThatThrownBy(() -> ArrayExamples.readAll(dataset.split(SplitName.TEST)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(
                        "y of mnist, test: expected a label that train has: 0, 2, 3, found 1 for example 1.");
    }

    @Test
    void anotherTreeIsRefused() {
        var pickle = new PickleBytes(OLD);
        assertThatThrownBy(() -> open(pickle.pickle(() -> pickle.tuple(() -> pickle.array(X), () -> pickle.array(Y)))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("the whole: expected a tuple of 3, found one of 2");
        var numbers = new PickleBytes(OLD);
        assertThatThrownBy(() -> open(numbers.pickle(
                        () -> numbers.tuple(() -> numbers.whole(1), () -> numbers.whole(2), () -> numbers.whole(3)))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(", train: expected a tuple of 2, found no tuple");
        var pairs = new PickleBytes(OLD);
        PickleBytes.Part pair = () -> pairs.tuple(() -> pairs.whole(1), () -> pairs.text("f4"));
        assertThatThrownBy(() -> open(pairs.pickle(() -> pairs.tuple(pair, pair, pair))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("x of mnist, train: expected a numpy array, found something else");
    }

    @Test
    void aFileThatWasCutAfterOpeningIsRefused() {
        byte[] pickle = PickledMnist.of(OLD);
        var examples = open(pickle).split(SplitName.TEST);
        Bytes.write(folder.resolve("mnist.pkl"), Arrays.copyOf(pickle, pickle.length - 20));
        assertThatThrownBy(() -> ArrayExamples.readAll(examples))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected the bytes of an array, found the end of the file");
    }

    private PickleDataset open(byte[] pickle) {
        return PickleDataset.open("mnist", Bytes.write(folder.resolve("mnist.pkl"), pickle));
    }

    private void refused(Array x, Array y, String... messageParts) {
        assertThatThrownBy(() -> open(PickledMnist.of(OLD, x, y)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(folder.resolve("mnist.pkl").toString())
                .hasMessageContainingAll(messageParts);
    }

    private static void assertSameRows(Examples found, ArrayExamples expected) {
        var all = ArrayExamples.readAll(found);
        assertThat(all.height()).isEqualTo(expected.height());
        assertThat(all.pixels()).isEqualTo(expected.pixels());
        assertThat(all.labels()).isEqualTo(expected.labels());
    }
}
