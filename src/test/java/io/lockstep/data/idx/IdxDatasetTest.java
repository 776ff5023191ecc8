package io.lockstep.data.idx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.data.ArrayExamples;
import io.lockstep.data.Bytes;
import io.lockstep.data.DataException;
import io.lockstep.data.Examples;
import io.lockstep.data.SplitName;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxDatasetTest {
    private static final ArrayExamples TRAIN = ArrayExamples.of(20, 3, 5);
    private static final ArrayExamples TEST = ArrayExamples.of(4, 3, 5);

    @TempDir
    Path folder;

    @Test
    void theLastSixthOfTheTrainingRowsValidates() {
        IdxBytes.writePair(folder, "train", TRAIN);
        IdxBytes.writePair(folder, "t10k", TEST);
        var dataset = IdxDataset.inFolder("digits", folder);
        assertSameRows(dataset.split(SplitName.TRAIN), TRAIN.slice(0, 17));
        assertSameRows(dataset.split(SplitName.VALID), TRAIN.slice(17, 3));
        assertSameRows(dataset.split(SplitName.TEST), TEST);
        assertThat(dataset.split(SplitName.VALID).name()).isEqualTo("digits, valid");
        assertThat(dataset.location()).isEqualTo(folder.toString());
    }

    @Test
    void namesWithADotAndGzipAreFoundAndPlainIsPreferred() throws IOException {
        Bytes.write(folder.resolve("train-images.idx3-ubyte.gz"), Bytes.gzip(IdxBytes.images(TRAIN)));
        Bytes.write(folder.resolve("train-labels-idx1-ubyte.gz"), Bytes.gzip(IdxBytes.labels(TRAIN)));
        var dataset = IdxDataset.inFolder("digits", folder);
        assertThat(dataset.split(SplitName.TRAIN).images().toString()).endsWith("train-images.idx3-ubyte.gz");
        Bytes.write(folder.resolve("train-images.idx3-ubyte"), IdxBytes.images(TRAIN));
        assertThat(dataset.split(SplitName.TRAIN).images().toString()).endsWith("train-images.idx3-ubyte");
        assertSameRows(dataset.split(SplitName.TRAIN), TRAIN.slice(0, 17));
    }

    @Test
    void oneImagesFileFindsItsLabelsAndItsTestFileBesideIt() throws IOException {
        var images = IdxBytes.writePair(folder, "mine", TRAIN);
        var labels = folder.resolve("mine-labels-idx1-ubyte");
        Bytes.write(folder.resolve("mine-labels-idx1-ubyte.gz"), Bytes.gzip(Files.readAllBytes(labels)));
        Files.delete(labels);
        var dataset = IdxDataset.ofImages("digits", images);
        assertSameRows(dataset.split(SplitName.VALID), TRAIN.slice(17, 3));
        assertThatThrownBy(() -> dataset.split(SplitName.TEST))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected a test split: one of the files mine-t10k-images-idx3-ubyte, ")
                .hasMessageContaining("mine-test-images.idx3-ubyte.gz, found none of them");
        IdxBytes.writePair(folder, "mine-test", TEST);
        IdxBytes.writePair(folder, "others-test", ArrayExamples.of(9, 2, 2));
        assertSameRows(dataset.split(SplitName.TEST), TEST);
    }

    @Test
    void aFileNamedAsTestRowsIsTakenByItselfWhereItIsNamed() {
        IdxBytes.writePair(folder, "train", TEST);
        var images = IdxBytes.writePair(folder, "t10k", TRAIN);
        var dataset = IdxDataset.ofImages("digits", images);
        assertSameRows(dataset.split(SplitName.TRAIN), TRAIN.slice(0, 17));
        assertThatThrownBy(() -> dataset.split(SplitName.TEST)).isInstanceOf(DataException.class);
    }

    @Test
    void aFolderMayHaveAnyNamesBeforeTheSplit() {
        IdxBytes.writePair(folder, "emnist-letters-train", TRAIN);
        IdxBytes.writePair(folder, "emnist-letters-test", TEST);
        var dataset = IdxDataset.inFolder("letters", folder);
        assertSameRows(dataset.split(SplitName.VALID), TRAIN.slice(17, 3));
        assertSameRows(dataset.split(SplitName.TEST), TEST);
    }

    @Test
    void aFolderWithSeveralDatasetsListsThem() {
        IdxBytes.writePair(folder, "train", TRAIN);
        IdxBytes.writePair(folder, "emnist-letters-train", TRAIN);
        IdxBytes.writePair(folder, "emnist-letters-test", TEST);
        IdxBytes.writePair(folder, "emnist-digits-test", TEST);
        assertThatThrownBy(() -> IdxDataset.inFolder("digits", folder).split(SplitName.TRAIN))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected the IDX files of one dataset, found 3: train-images-idx3-ubyte, "
                        + "emnist-digits-test-images-idx3-ubyte, emnist-letters-train-images-idx3-ubyte. "
                        + "Name the images file");
    }

    @Test
    void ownValidationRowsAreUsedWhereAFileHasThem() {
        IdxBytes.writePair(folder, "train", TRAIN);
        IdxBytes.writePair(folder, "valid", TEST);
        var dataset = IdxDataset.inFolder("digits", folder);
        assertSameRows(dataset.split(SplitName.TRAIN), TRAIN);
        assertSameRows(dataset.split(SplitName.VALID), TEST);
    }

    @Test
    void theLabelsOfTrainBecomeTheClasses() {
        IdxBytes.writePair(folder, "train", labelled(TRAIN, row -> row % 17 == 16 ? 26 : 1 + row % 17));
        IdxBytes.writePair(folder, "test", labelled(TEST, row -> new int[] {26, 1, 16, 2}[row]));
        var dataset = IdxDataset.inFolder("letters", folder);
        var train = dataset.split(SplitName.TRAIN);
        assertThat(train.classNames())
                .hasSize(17)
                .startsWith("1", "2")
                .endsWith("16", "26")
                .isEqualTo(dataset.split(SplitName.VALID).classNames())
                .isEqualTo(dataset.split(SplitName.TEST).classNames());
        assertThat(ArrayExamples.readAll(train).labels())
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
        assertThat(ArrayExamples.readAll(dataset.split(SplitName.VALID)).labels())
                .containsExactly(0, 1, 2);
        assertThat(ArrayExamples.readAll(dataset.split(SplitName.TEST)).labels())
                .containsExactly(16, 0, 15, 1);
    }

    @Test
    void aLabelThatOnlyTheTestRowsHaveIsRefusedAndNamed() {
        IdxBytes.writePair(folder, "train", labelled(TRAIN, row -> 3 * (row % 12)));
        IdxBytes.writePair(folder, "test", labelled(TEST, row -> 3 + row));
        assertThatThrownBy(() ->
                        ArrayExamples.readAll(IdxDataset.inFolder("odd", folder).split(SplitName.TEST)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("test-labels-idx1-ubyte, byte 9: expected a label that train has: "
                        + "0, 3, 6, 9, 12, 15, 18, 21, 24, 27, ... (12 labels up to 33), found 4 for example 1.");
    }

    @Test
    void thereMayBeAClassForEachByte() {
        var many = labelled(ArrayExamples.of(320, 2, 2), row -> 255 - row % 256);
        IdxBytes.writePair(folder, "train", many);
        var train = IdxDataset.inFolder("many", folder).split(SplitName.TRAIN);
        assertThat(train.classes()).isEqualTo(256);
        assertThat(ArrayExamples.readAll(train).labels())
                .isEqualTo(many.slice(0, 267).labels());
    }

    @Test
    void aFolderWithoutTrainingRowsHasTheClassesOfItsTestRows() {
        IdxBytes.writePair(folder, "t10k", labelled(TEST, row -> 7 - row));
        var test = IdxDataset.inFolder("digits", folder).split(SplitName.TEST);
        assertThat(test.classNames()).containsExactly("4", "5", "6", "7");
        assertThat(ArrayExamples.readAll(test).labels()).containsExactly(3, 2, 1, 0);
    }

    @Test
    void aMissingFileSaysWhichNamesWereLookedFor() {
        Bytes.write(folder.resolve("train-images-idx3-ubyte"), IdxBytes.images(TRAIN));
        assertThatThrownBy(() -> IdxDataset.inFolder("digits", folder).split(SplitName.TRAIN))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected one of the files train-labels-idx1-ubyte, train-labels.idx1-ubyte, "
                        + "train-labels-idx1-ubyte.gz, train-labels.idx1-ubyte.gz, found none of them");
        var odd = Bytes.write(folder.resolve("pictures"), IdxBytes.images(TRAIN));
        assertThatThrownBy(() -> IdxDataset.ofImages("digits", odd).split(SplitName.TRAIN))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected images-idx3 or images.idx3 in the name");
    }

    @Test
    void tooFewRowsForAValidationSplitAreRefused() {
        IdxBytes.writePair(folder, "train", TRAIN.slice(0, 5));
        var dataset = IdxDataset.inFolder("digits", folder);
        assertThat(dataset.split(SplitName.TRAIN).rows()).isEqualTo(5);
        assertThatThrownBy(() -> dataset.split(SplitName.VALID))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected at least 6 rows");
    }

    @Test
    void differentCountsAreRefused() {
        IdxBytes.writePair(folder, "train", TRAIN);
        var labels = Bytes.write(folder.resolve("train-labels-idx1-ubyte"), IdxBytes.labels(TEST));
        assertThatThrownBy(() -> IdxDataset.inFolder("digits", folder).split(SplitName.TRAIN))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(labels + ", byte 4: expected 20 labels")
                .hasMessageContaining("found 4.");
    }

    @Test
    void aLabelOutOfRangeIsRefusedAndNamed() {
        IdxBytes.writePair(folder, "train", TRAIN);
        byte[] labels = IdxBytes.labels(TRAIN);
        labels[8 + 18] = 12;
        Bytes.write(folder.resolve("train-labels-idx1-ubyte"), labels);
        var dataset = IdxDataset.inFolder("digits", folder);
        assertSameRows(dataset.split(SplitName.TRAIN), TRAIN.slice(0, 17)); // the damaged row is behind it
        assertThatThrownBy(() -> ArrayExamples.readAll(dataset.split(SplitName.VALID)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("train-labels-idx1-ubyte, byte 26: expected a label that train has: "
                        + "0 to 9, found 12 for example 18.");
    }

    /** Only the end of a gzip tells that it is damaged; what comes before is as good as its rows. */
    @Test
    void aSplitReadsNoMoreThanItIsAskedFor() {
        byte[] images = Bytes.gzip(IdxBytes.images(TRAIN));
        images[images.length - 8] ^= 1; // the check sum
        Bytes.write(folder.resolve("train-images-idx3-ubyte.gz"), images);
        Bytes.write(folder.resolve("train-labels-idx1-ubyte.gz"), Bytes.gzip(IdxBytes.labels(TRAIN)));
        var dataset = IdxDataset.inFolder("digits", folder);
        assertSameRows(dataset.split(SplitName.TRAIN), TRAIN.slice(0, 17));
        var valid = dataset.split(SplitName.VALID);
        assertThatThrownBy(() -> ArrayExamples.readAll(valid)).hasMessageContaining("Corrupt GZIP trailer");
    }

    @Test
    void trailingBytesAreFoundByEverySplitOfTheFile() {
        IdxBytes.writePair(folder, "train", TRAIN);
        Bytes.write(folder.resolve("train-labels-idx1-ubyte"), Bytes.concat(IdxBytes.labels(TRAIN), new byte[3]));
        var dataset = IdxDataset.inFolder("digits", folder);
        assertThatThrownBy(() -> dataset.split(SplitName.TRAIN))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("train-labels-idx1-ubyte, byte 28: expected the end after 20 labels");
    }

    @Test
    void aReaderSkipsAndStopsAtTheEndOfItsSplit() {
        IdxBytes.writePair(folder, "train", TRAIN);
        var examples = IdxDataset.inFolder("digits", folder).split(SplitName.TRAIN);
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
            assertThatThrownBy(() -> reader.read(new byte[1], new byte[1]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aFileThatWasExchangedIsRefused() {
        IdxBytes.writePair(folder, "train", TRAIN);
        var examples = IdxDataset.inFolder("digits", folder).split(SplitName.TRAIN);
        IdxBytes.writePair(folder, "train", ArrayExamples.of(20, 5, 3));
        assertThatThrownBy(examples::open)
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected at least 17 examples of 3 x 5 bytes, found 20 examples of 5 x 3 bytes");
    }

    @Test
    void examplesTravelAsAPlaceNotAsData() throws Exception {
        IdxBytes.writePair(folder, "train", TRAIN);
        var examples = IdxDataset.inFolder("digits", folder).split(SplitName.VALID);
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(examples);
        }
        try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertSameRows((Examples) in.readObject(), TRAIN.slice(17, 3));
        }
    }

    private static ArrayExamples labelled(ArrayExamples examples, IntUnaryOperator labelOfRow) {
        var labels = new byte[(int) examples.rows()];
        for (int row = 0; row < labels.length; row++) {
            labels[row] = (byte) labelOfRow.applyAsInt(row);
        }
        return new ArrayExamples(
                examples.name(), examples.rows(), examples.height(), examples.width(), examples.pixels(), labels);
    }

    private static void assertSameRows(Examples found, ArrayExamples expected) {
        var all = ArrayExamples.readAll(found);
        assertThat(all.height()).isEqualTo(expected.height());
        assertThat(all.pixels()).isEqualTo(expected.pixels());
        assertThat(all.labels()).isEqualTo(expected.labels());
    }
}
