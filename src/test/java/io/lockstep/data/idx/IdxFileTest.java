package io.lockstep.data.idx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.data.ArrayExamples;
import io.lockstep.data.Bytes;
import io.lockstep.data.DataException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxFileTest {
    private static final ArrayExamples EXAMPLES = ArrayExamples.of(7, 3, 5);
    private static final byte[] IMAGES = IdxBytes.images(EXAMPLES);

    @TempDir
    Path folder;

    @Test
    void plainAndGzipReadTheSameWhateverTheirName() {
        for (byte[] file : new byte[][] {IMAGES, Bytes.gzip(IMAGES)}) {
            try (var idx = IdxFile.open(write(file), IdxKind.IMAGES)) {
                assertThat(idx.header()).isEqualTo(new IdxHeader(IdxKind.IMAGES, 7, 3, 5));
                var pixels = new byte[2 * 15];
                idx.skip(5);
                idx.read(pixels);
                idx.expectEnd();
                assertThat(pixels).isEqualTo(Arrays.copyOfRange(EXAMPLES.pixels(), 5 * 15, 7 * 15));
            }
        }
    }

    /** As {@code cat one.gz two.gz} makes it. */
    @Test
    void aGzipOfSeveralMembersIsOneFile() {
        for (int part : new int[] {1, 7, 40, 120}) {
            byte[] file = inMembers(part);
            assertReads(file);
            assertReads(Bytes.concat(file, new byte[100])); // what follows is none, and is ignored
            assertReads(Bytes.concat(file, "trailing".getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Test
    void aDamagedOrMissingMemberIsFound() {
        byte[] file = inMembers(60); // 60, 60 and 1 byte
        byte[] damaged = file.clone();
        damaged[file.length - 8] ^= 1; // the last check sum
        refused(damaged, "expected an undamaged gzip, found a damaged one (Corrupt GZIP trailer)");
        int last = Bytes.gzip(new byte[1]).length;
        refused(Arrays.copyOf(file, file.length - last - 9), "expected a complete gzip, found a truncated gzip");
        refused(
                Arrays.copyOf(file, file.length - last),
                "unpacked byte 120: expected 7 examples of 3 x 5 bytes",
                "found the end of the file");
    }

    private static byte[] inMembers(int part) {
        byte[] file = {};
        for (int from = 0; from < IMAGES.length; from += part) {
            byte[] member = Bytes.gzip(Arrays.copyOfRange(IMAGES, from, Math.min(from + part, IMAGES.length)));
            file = Bytes.concat(file, member);
        }
        return file;
    }

    private void assertReads(byte[] file) {
        try (var idx = IdxFile.open(write(file), IdxKind.IMAGES)) {
            var pixels = new byte[EXAMPLES.pixels().length];
            idx.read(pixels);
            idx.expectEnd();
            assertThat(pixels).isEqualTo(EXAMPLES.pixels());
        }
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> IdxFile.open(folder.resolve("none"), IdxKind.IMAGES))
                .isInstanceOf(DataException.class)
                .hasMessage(folder.resolve("none") + ": expected an IDX images file (magic 0x00000803), "
                        + "found no such file. Check the path.");
    }

    @Test
    void aFolderIsNotAFile() {
        assertThatThrownBy(() -> IdxFile.open(folder, IdxKind.IMAGES))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("found a folder");
    }

    @Test
    void anEmptyFileIsRefused() {
        refused(new byte[0], "file, byte 0: expected an IDX images file", "found an empty file");
        refused(Bytes.gzip(new byte[0]), "file, unpacked byte 0: expected", "found an empty file");
    }

    @Test
    void anotherKindOfFileIsRefusedByName() {
        refused(
                IdxBytes.labels(EXAMPLES),
                "byte 0: expected an IDX images file (magic 0x00000803), found an IDX labels");
        refused(Bytes.gzip(Bytes.gzip(IMAGES)), "unpacked byte 0", "found a gzip inside the gzip", "gunzip");
        refused("<!DOCTYPE html>".getBytes(StandardCharsets.UTF_8), "found a web page", "download again");
        refused("\n  <html>".getBytes(StandardCharsets.UTF_8), "found a web page");
        refused(new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf, '<', '?'}, "found a web page");
        refused(IdxBytes.ints(0x00000d03, 1, 1, 1), "found magic 0x00000d03");
    }

    @Test
    void aTruncatedHeaderIsRefused() {
        refused(Arrays.copyOf(IMAGES, 3), "byte 3: expected the 16 header bytes", "found the end of the file");
        refused(Arrays.copyOf(IMAGES, 15), "byte 15: expected the 16 header bytes", "found the end of the file");
    }

    @Test
    void absurdSizesAreRefusedBeforeAnyMemoryIsTaken() {
        refused(IdxBytes.ints(IdxBytes.IMAGES, 0, 3, 5), "byte 4: expected a number of examples from 1", "found 0");
        refused(IdxBytes.ints(IdxBytes.IMAGES, -1, 3, 5), "byte 4", "found 4294967295");
        refused(IdxBytes.ints(IdxBytes.IMAGES, 7, 0, 5), "byte 8: expected the height of an image from 1 to 4096");
        refused(IdxBytes.ints(IdxBytes.IMAGES, 7, 3, 4097), "byte 12: expected the width", "found 4097");
        // 2^31 - 1 images of 16 MB: the sizes are in range, the bytes are not there
        refused(
                IdxBytes.ints(IdxBytes.IMAGES, Integer.MAX_VALUE, 4096, 4096),
                "expected 2147483647 examples of 4096 x 4096 bytes (36028797002186768 bytes in all)",
                "found the end of the file in example 0");
    }

    @Test
    void aTruncatedBodyIsRefusedAndSaysInWhichExample() {
        int cut = 16 + 4 * 15 + 1;
        refused(
                Arrays.copyOf(IMAGES, cut),
                "file, byte " + cut + ": expected 7 examples of 3 x 5 bytes (121 bytes in all)",
                "found the end of the file in example 4. The file is truncated");
        refused(Bytes.gzip(Arrays.copyOf(IMAGES, cut)), "unpacked byte " + cut, "in example 4");
    }

    @Test
    void skippingBeyondTheEndIsRefused() {
        for (byte[] file : new byte[][] {Arrays.copyOf(IMAGES, 100), Bytes.gzip(Arrays.copyOf(IMAGES, 100))}) {
            assertThatThrownBy(() -> {
                        try (var idx = IdxFile.open(write(file), IdxKind.IMAGES)) {
                            idx.skip(7);
                        }
                    })
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("byte 100: ")
                    .hasMessageContaining("in example 5");
        }
    }

    @Test
    void trailingBytesAreRefused() {
        refused(
                Bytes.concat(IMAGES, new byte[1]),
                "byte 121: expected the end after 7 examples of 3 x 5 bytes, found more bytes");
        refused(Bytes.gzip(Bytes.concat(IMAGES, new byte[1])), "unpacked byte 121", "found more bytes");
    }

    /** Its trailer is damaged: a reader that unpacked it all would say so. */
    @Test
    void aGzipBombIsNotUnpackedBeyondWhatItsHeaderSays() {
        byte[] bomb = Bytes.gzip(Bytes.concat(IMAGES, new byte[20_000_000]));
        bomb[bomb.length - 8] ^= 1;
        refused(bomb, "unpacked byte 121: expected the end after 7 examples of 3 x 5 bytes, found more bytes");
    }

    @Test
    void aDamagedGzipIsRefused() {
        byte[] packed = Bytes.gzip(IMAGES);
        byte[] wrongSum = packed.clone();
        wrongSum[packed.length - 8] ^= 1;
        refused(wrongSum, "unpacked byte 121: expected an undamaged gzip, found a damaged one (Corrupt GZIP trailer)");
        refused(Arrays.copyOf(packed, packed.length - 9), "expected a complete gzip, found a truncated gzip");
        refused(Arrays.copyOf(packed, 6), "unpacked byte 0: expected a complete gzip", "truncated");
        byte[] wrongMethod = packed.clone();
        wrongMethod[2] = 7;
        refused(wrongMethod, "unpacked byte 0: expected an undamaged gzip", "Unsupported compression method");
    }

    private Path write(byte[] bytes) {
        return Bytes.write(folder.resolve("file"), bytes);
    }

    /** Reads a file as images to its end, and expects a failure whose message has all the parts. */
    private void refused(byte[] bytes, String... messageParts) {
        var path = write(bytes);
        assertThatThrownBy(() -> {
                    try (var idx = IdxFile.open(path, IdxKind.IMAGES)) {
                        var example = new byte[idx.header().exampleBytes()];
                        for (int i = 0; i < idx.header().count(); i++) {
                            idx.read(example);
                        }
                        idx.expectEnd();
                    }
                })
                .isInstanceOf(DataException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContainingAll(messageParts);
    }
}
