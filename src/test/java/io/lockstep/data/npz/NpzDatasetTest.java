package io.lockstep.data.npz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.data.ArrayExamples;
import io.lockstep.data.Bytes;
import io.lockstep.data.DataException;
import io.lockstep.data.Examples;
import io.lockstep.data.SplitName;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NpzDatasetTest {
    private static final ArrayExamples TRAIN = ArrayExamples.of(20, 3, 5);
    private static final ArrayExamples TEST = ArrayExamples.of(4, 3, 5);

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"false,false", "false,true", "true,false", "true,true"})
    void everyPackingGivesTheSameExamples(boolean deflate, boolean zip64) {
        var dataset = open(NpzBytes.of(TRAIN, TEST).file(deflate, zip64));
        assertSameRows(dataset.split(SplitName.TRAIN), TRAIN.slice(0, 17));
        assertSameRows(dataset.split(SplitName.VALID), TRAIN.slice(17, 3));
        assertSameRows(dataset.split(SplitName.TEST), TEST);
        assertThat(dataset.split(SplitName.VALID).name()).isEqualTo("digits, valid");
        assertThat(dataset.location()).isEqualTo(folder.resolve("some.npz").toString());
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void aReaderSkipsAndStopsAtTheEndOfItsSplit(boolean deflate) {
        var examples = open(NpzBytes.of(TRAIN, TEST).file(deflate, false)).split(SplitName.TRAIN);
        try (var reader = examples.open()) {
            var pixels = new byte[2 * 15];
            var labels = new byte[2];
            reader.skip(3);
            reader.read(pixels, labels);
            assertThat(pixels).isEqualTo(TRAIN.slice(3, 2).pixels());
            assertThat(labels).containsExactly(3, 4);
            reader.skip(11);
            assertThatThrownBy(() -> reader.read(pixels, labels))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("digits, train, example 16: expected 2 more examples, found 1 of 17.");
        }
    }

    @Test
    void examplesTravelAsAPlaceNotAsData() throws Exception {
        var examples = open(NpzBytes.of(TRAIN, TEST).file(true, false)).split(SplitName.VALID);
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(examples);
        }
        try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertSameRows((Examples) in.readObject(), TRAIN.slice(17, 3));
        }
    }

    @Test
    void labelsOfEachTypeAndFlatImagesAreRead() {
        var square = ArrayExamples.of(6, 4, 4);
        byte[] flat = NpzBytes.npy("|u1", "(6, 16)", square.pixels());
        for (byte[] labels : new byte[][] {NpzBytes.ints(1, 26, 1, 2, 2, 1), NpzBytes.longs(1, 26, 1, 2, 2, 1)}) {
            var dataset = open(NpzBytes.of(square, square)
                    .with("x_train", flat)
                    .with("y_train", labels)
                    .file());
            var train = ArrayExamples.readAll(dataset.split(SplitName.TRAIN));
            assertThat(train.height()).isEqualTo(4);
            assertThat(train.pixels()).isEqualTo(square.slice(0, 5).pixels());
            assertThat(dataset.split(SplitName.TRAIN).classNames()).containsExactly("1", "2", "26");
            assertThat(train.labels()).containsExactly(0, 2, 0, 1, 1);
        }
    }

    @Test
    void aLabelThatTrainDoesNotHaveIsRefusedAndNamed() {
        var dataset = open(NpzBytes.of(TRAIN, TEST)
                .with("y_test", NpzBytes.ints(0, 9, -1, 3))
                .file());
        assertThatThrownBy(() -> ArrayExamples.readAll(dataset.split(SplitName.TEST)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(
                        "some.npz, y_test.npy: expected a label that train has: 0 to 9, " + "found -1 for example 2.");
    }

    @Test
    void otherArraysAreRefused() {
        byte[] pixels = TRAIN.pixels();
        refused("x_train", NpzBytes.npy("<f4", "(20, 3, 5)", pixels), "expected dtype |u1 (uint8), found dtype <f4");
        refused("x_train", NpzBytes.npy("|u1", "(20, 3, 5, 1)", pixels), "expected shape (rows, height, width)");
        refused("x_train", NpzBytes.npy("|u1", "(20, 15)", pixels), "expected square images", "found 15 pixels");
        refused("x_train", NpzBytes.npy("|u1", "(0, 3, 5)", new byte[0]), "from 1 to 2147483647 rows, found 0 rows");
        refused("x_train", NpzBytes.npy("|u1", "(20, 3, 4097)", pixels), "expected images of at most 4096 x 4096");
        refused("x_train", NpzBytes.npy("|u1", "(20, 4096, 4096)", pixels), "335544", "for shape (20, 4096, 4096)");
        refused(
                "x_train",
                NpzBytes.npy(1, "{'descr': '|u1', 'fortran_order': True, 'shape': (20, 3, 5), }", pixels),
                "expected rows one after the other (C order), found fortran_order True");
        refused("x_train", NpzBytes.npy("|O", "(20,)", pixels), "found dtype |O");
        refused("x_train", new byte[3], "expected a NumPy array that begins with \\x93NUMPY");
        refused("y_train", NpzBytes.ints(1, 2), "y_train.npy: expected shape (20,), one label an image, found (2,)");
        refused(
                "y_train",
                NpzBytes.npy("<f8", "(20,)", new byte[160]),
                "expected dtype |u1, <i4, <i8, found dtype <f8");
        refused("y_train", NpzBytes.npy("<i8", "(20,)", new byte[159]), "for shape (20,), found");
    }

    @Test
    void aMissingArrayIsNamedAndThoseThatAreThereAreListed() {
        byte[] file = NpzBytes.of(TRAIN, TEST).without("x_train").file();
        assertThatThrownBy(() -> open(file))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll(
                        "some.npz: expected the array x_train", "found x_test.npy, y_test.npy, y_train.npy.");
        var noTest = open(NpzBytes.of(TRAIN, TEST).without("y_test").file());
        assertSameRows(noTest.split(SplitName.TRAIN), TRAIN.slice(0, 17));
        assertThatThrownBy(() -> noTest.split(SplitName.TEST)).hasMessageContaining("expected the array y_test");
    }

    @Test
    void tooFewRowsForAValidationSplitAreRefused() {
        var dataset = open(NpzBytes.of(TRAIN.slice(0, 5), TEST).file());
        assertThat(dataset.split(SplitName.TRAIN).rows()).isEqualTo(5);
        assertThatThrownBy(() -> dataset.split(SplitName.VALID))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("some.npz: expected at least 6 rows");
    }

    @Test
    void aFileThatWasExchangedIsRefused() {
        var examples = open(NpzBytes.of(TRAIN, TEST).file()).split(SplitName.TEST);
        open(NpzBytes.of(TRAIN, ArrayExamples.of(4, 5, 3)).file());
        assertThatThrownBy(examples::open)
                .isInstanceOf(DataException.class)
                .hasMessageContaining("x_test.npy: expected shape (4, 3, 5) of |u1, found (4, 5, 3) of |u1");
    }

    private NpzDataset open(byte[] file) {
        return NpzDataset.open("digits", Bytes.write(folder.resolve("some.npz"), file));
    }

    private void refused(String name, byte[] array, String... messageParts) {
        assertThatThrownBy(() -> open(NpzBytes.of(TRAIN, TEST).with(name, array).file()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(folder.resolve("some.npz").toString())
                .hasMessageContainingAll(messageParts);
    }

    private static void assertSameRows(Examples found, ArrayExamples expected) {
        var all = ArrayExamples.readAll(found);
        assertThat(all.height()).isEqualTo(expected.height());
        assertThat(all.pixels()).isEqualTo(expected.pixels());
        assertThat(all.labels()).isEqualTo(expected.labels());
    }
}
