package io.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.data.idx.IdxBytes;
import io.lockstep.data.idx.IdxDataset;
import io.lockstep.data.idx.IdxWriter;
import io.lockstep.data.pickle.PickleBytes.Dialect;
import io.lockstep.data.pickle.PickleDataset;
import io.lockstep.data.pickle.PickledMnist;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetCardTest {
    @TempDir
    Path folder;

    @Test
    void theCardDescribesTheRowsInUse() throws Exception {
        var examples = ArrayExamples.of(2600, 4, 4);
        var card = DatasetCard.of(examples, "memory", 2305);
        var used = examples.slice(0, 2305);
        var moments = new PixelMoments();
        moments.add(used.pixels());
        assertThat(card.splitRows()).isEqualTo(2600);
        assertThat(card.rows()).isEqualTo(2305);
        assertThat(card.classCounts()).containsExactly(231, 231, 231, 231, 231, 230, 230, 230, 230, 230);
        assertThat(card.moments()).isEqualTo(new Moments(moments.mean(), moments.deviation()));
        assertThat(card.standardizer()).isEqualTo(moments.standardizer());
        assertThat(card.pixelsSha256())
                .isEqualTo(new Sha256().add(used.pixels()).hex());
        assertThat(card.labelsSha256())
                .isEqualTo(new Sha256().add(used.labels()).hex());
    }

    @Test
    void theSameDataHasTheSameHashesHoweverItIsPacked() throws IOException {
        var train = PickledMnist.TRAIN;
        var expected = DatasetCard.of(train, "memory", train.rows());
        IdxWriter.write(train, folder.resolve("plain"), "t10k", false);
        IdxWriter.write(train, folder.resolve("gzip"), "t10k", true);
        var pickle = Bytes.write(folder.resolve("mnist.pkl"), PickledMnist.of(Dialect.PYTHON2_PROTOCOL2));
        for (var card : new DatasetCard[] {
            DatasetCard.of(IdxDataset.inFolder("idx", folder.resolve("plain")), SplitName.TEST),
            DatasetCard.of(IdxDataset.inFolder("idx", folder.resolve("gzip")), SplitName.TEST),
            DatasetCard.of(PickleDataset.open("pickle", pickle), SplitName.TRAIN)
        }) {
            assertThat(card.pixelsSha256()).isEqualTo(expected.pixelsSha256());
            assertThat(card.labelsSha256()).isEqualTo(expected.labelsSha256());
            assertThat(card.moments()).isEqualTo(expected.moments());
        }
    }

    @Test
    void theCardOfTheFirstRowsReadsNoOthers() {
        var examples = new CountedExamples(ArrayExamples.of(2600, 4, 4));
        DatasetCard.of(examples, "memory", 500);
        assertThat(examples.rowsRead()).isEqualTo(500);
        assertThat(examples.rowsPassed()).isEqualTo(500);
        DatasetCard.of(examples, "memory", 2600);
        assertThat(examples.rowsRead()).isEqualTo(3100);
    }

    /** The size of a plain file tells it. */
    @Test
    void aFileThatIsCutShortBehindTheRowsInUseIsFoundToo() {
        var examples = ArrayExamples.of(3000, 3, 3);
        IdxBytes.writePair(folder, "t10k", examples);
        byte[] images = IdxBytes.images(examples);
        Bytes.write(folder.resolve("t10k-images-idx3-ubyte"), Arrays.copyOf(images, images.length - 1));
        assertThatThrownBy(() -> DatasetCard.of(IdxDataset.inFolder("cut", folder), SplitName.TEST, 10))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("in example 2999");
    }

    @Test
    void aClassMayBeAnyByte() {
        var examples = new ArrayExamples("last", 3, 1, 1, new byte[] {1, 2, 3}, new byte[] {0, (byte) 255, (byte) 255});
        var card = DatasetCard.of(new OfClasses(examples, ClassLabels.upTo(256).names()), "memory", 3);
        assertThat(card.classCounts()).hasSize(256).startsWith(1, 0).endsWith(0, 2);
    }

    private record OfClasses(Examples examples, List<String> classNames) implements ExamplesBehind {
        @Override
        public ExampleReader open() {
            return examples.open();
        }
    }

    @Test
    void moreRowsThanThereAreIsRefused() {
        var examples = ArrayExamples.of(20, 3, 3);
        assertThatThrownBy(() -> DatasetCard.of(examples, "memory", 21))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("memory, array: expected 1 to 20 rows, found 21");
    }

    @Test
    void blankImagesAreRefused() {
        var blank = new ArrayExamples("blank", 2, 3, 3, new byte[18], new byte[2]);
        assertThatThrownBy(() -> DatasetCard.of(blank, "memory", 2))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected different pixel values");
    }
}
