package io.lockstep.data.idx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.data.ArrayExamples;
import io.lockstep.data.Bytes;
import io.lockstep.data.DataException;
import io.lockstep.data.SplitName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxWriterTest {
    private static final ArrayExamples EXAMPLES = ArrayExamples.of(2500, 4, 3);

    @TempDir
    Path folder;

    @Test
    void whatIsWrittenIsReadBackPlainAndGzip() throws IOException {
        for (boolean gzip : new boolean[] {false, true}) {
            var target = folder.resolve("gzip-" + gzip);
            IdxWriter.write(EXAMPLES, target, "t10k", gzip);
            var back = ArrayExamples.readAll(IdxDataset.inFolder("back", target).split(SplitName.TEST));
            assertThat(back.pixels()).isEqualTo(EXAMPLES.pixels());
            assertThat(back.labels()).isEqualTo(EXAMPLES.labels());
        }
    }

    @Test
    void theFilesAreTheFormatByteForByte() throws IOException {
        IdxWriter.write(EXAMPLES, folder, "train", false);
        assertThat(folder.resolve("train-images-idx3-ubyte")).hasBinaryContent(IdxBytes.images(EXAMPLES));
        assertThat(folder.resolve("train-labels-idx1-ubyte")).hasBinaryContent(IdxBytes.labels(EXAMPLES));
        assertThat(folder).isDirectoryNotContaining(file -> file.toString().endsWith(".part"));
    }

    @Test
    void aFailureLeavesTheOldFilesAndNothingElse() throws Exception {
        IdxWriter.write(EXAMPLES.slice(0, 7), folder, "train", false);
        var source = Files.createDirectory(folder.resolve("source"));
        IdxBytes.writePair(source, "train", EXAMPLES);
        var examples = IdxDataset.inFolder("cut", source).split(SplitName.VALID);
        byte[] images = IdxBytes.images(EXAMPLES);
        Bytes.write(source.resolve("train-images-idx3-ubyte"), java.util.Arrays.copyOf(images, images.length - 1));

        assertThatThrownBy(() -> IdxWriter.write(examples, folder, "train", false))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("in example 2499");
        assertThat(IdxDataset.inFolder("old", folder).split(SplitName.TRAIN).rows())
                .isEqualTo(6);
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(3);
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() {
        var file = Bytes.write(folder.resolve("file"), new byte[1]);
        assertThatThrownBy(() -> IdxWriter.write(EXAMPLES, file, "train", false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file + ": expected a folder to which an IDX pair can be written");
    }
}
