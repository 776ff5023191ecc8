package io.lockstep.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** IDX files, whole or damaged, byte by byte. */
final class IdxBytes {
    static final int IMAGES = 0x00000803;
    static final int LABELS = 0x00000801;

    private IdxBytes() {}

    static byte[] images(ArrayExamples examples) {
        return concat(ints(IMAGES, examples.rows(), examples.height(), examples.width()), examples.pixels());
    }

    static byte[] labels(ArrayExamples examples) {
        return concat(ints(LABELS, examples.rows()), examples.labels());
    }

    /** Big-endian numbers, as in an IDX header. */
    static byte[] ints(int... values) {
        var bytes = ByteBuffer.allocate(values.length * Integer.BYTES);
        for (int value : values) {
            bytes.putInt(value);
        }
        return bytes.array();
    }

    static byte[] concat(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    static byte[] gzip(byte[] bytes) {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    /** Writes an undamaged pair under MNIST's names. */
    static Path writePair(Path folder, String stem, ArrayExamples examples) {
        write(folder.resolve(stem + "-labels-idx1-ubyte"), labels(examples));
        return write(folder.resolve(stem + "-images-idx3-ubyte"), images(examples));
    }

    static Path write(Path path, byte[] bytes) {
        try {
            return Files.write(path, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
