package io.lockstep.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.data.ArrayExamples;
import io.lockstep.data.Bytes;
import io.lockstep.data.DataException;
import io.lockstep.data.SplitName;
import io.lockstep.data.idx.IdxBytes;
import io.lockstep.data.idx.IdxDataset;
import io.lockstep.data.npz.NpzBytes;
import io.lockstep.data.npz.NpzDataset;
import io.lockstep.data.pickle.PickleBytes.Dialect;
import io.lockstep.data.pickle.PickleDataset;
import io.lockstep.data.pickle.PickledMnist;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetsTest {
    private static final ArrayExamples EXAMPLES = ArrayExamples.of(12, 4, 4);

    @TempDir
    Path folder;

    @Test
    void aFolderWithIdxFilesIsRecognised() {
        IdxBytes.writePair(folder, "train", EXAMPLES);
        assertThat(Datasets.open(folder)).isInstanceOf(IdxDataset.class);
        assertThat(Datasets.open(folder).name()).isEqualTo(String.valueOf(folder.getFileName()));
    }

    @Test
    void aFolderWithAPickleIsRecognisedAndIdxComesFirst() {
        Bytes.write(folder.resolve("mnist.pkl.gz"), Bytes.gzip(PickledMnist.of(Dialect.PYTHON3_PROTOCOL3)));
        assertThat(Datasets.open(folder)).isInstanceOf(PickleDataset.class);
        IdxBytes.writePair(folder, "train", EXAMPLES);
        assertThat(Datasets.open(folder)).isInstanceOf(IdxDataset.class);
    }

    @Test
    void anNpzIsRecognisedByItsNameInAFolderAndByItsContentElsewhere() {
        byte[] npz = NpzBytes.of(EXAMPLES, EXAMPLES.slice(0, 3)).file();
        assertThat(Datasets.open(Bytes.write(folder.resolve("digits"), npz))).isInstanceOf(NpzDataset.class);
        Bytes.write(folder.resolve("mnist.npz"), npz);
        assertThat(Datasets.open(folder)).isInstanceOf(NpzDataset.class);
    }

    @Test
    void filesAreRecognisedByContent() throws Exception {
        var images = IdxBytes.writePair(folder, "some", EXAMPLES);
        assertThat(Datasets.open(images).split(SplitName.TRAIN).rows()).isEqualTo(10);
        Files.write(images, Bytes.gzip(Files.readAllBytes(images)));
        assertThat(Datasets.open(images).split(SplitName.TRAIN).rows()).isEqualTo(10);
        for (var dialect : Dialect.values()) {
            var pickle = Bytes.write(folder.resolve("digits"), Bytes.gzip(PickledMnist.of(dialect)));
            assertThat(Datasets.open(pickle).split(SplitName.TRAIN).rows()).isEqualTo(7);
        }
    }

    @Test
    void anythingElseSaysWhatASourceMayBe() {
        refused(folder.resolve("none"), "expected a dataset, found no such file or folder");
        refused(
                folder,
                "expected IDX files as train-images-idx3-ubyte, or one of the files mnist.pkl.gz, mnist.pkl, mnist.npz, "
                        + "found none of them");
        refused(Bytes.write(folder.resolve("empty"), new byte[0]), "found an empty file");
        refused(
                Bytes.write(folder.resolve("text"), "label,pixel0".getBytes(StandardCharsets.UTF_8)),
                "expected an IDX images file or a pickle, plain or gzip, or an npz, found a file that begins with 0x6c616265");
    }

    @Test
    void aLabelsFileIsToldApart() {
        IdxBytes.writePair(folder, "train", EXAMPLES);
        assertThatThrownBy(() -> Datasets.open(folder.resolve("train-labels-idx1-ubyte")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("found an IDX labels file")
                .hasMessageContaining("Name the images file.");
    }

    private static void refused(Path source, String... messageParts) {
        assertThatThrownBy(() -> Datasets.open(source))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll(messageParts)
                .hasMessageContaining("A source of images is a folder with IDX files");
    }
}
