package io.lockstep.data.idx;

import io.lockstep.data.ArrayExamples;
import io.lockstep.data.Bytes;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** IDX files, whole or damaged, byte by byte. */
public final class IdxBytes {
    static final int IMAGES = 0x00000803;
    static final int LABELS = 0x00000801;

    private IdxBytes() {}

    public static byte[] images(ArrayExamples examples) {
        return Bytes.concat(
                ints(IMAGES, (int) examples.rows(), examples.height(), examples.width()), examples.pixels());
    }

    public static byte[] labels(ArrayExamples examples) {
        return Bytes.concat(ints(LABELS, (int) examples.rows()), examples.labels());
    }

    /** Big-endian numbers, as in an IDX header. */
    public static byte[] ints(int... values) {
        var bytes = ByteBuffer.allocate(values.length * Integer.BYTES);
        for (int value : values) {
            bytes.putInt(value);
        }
        return bytes.array();
    }

    /** Writes an undamaged pair under MNIST's names. */
    public static Path writePair(Path folder, String stem, ArrayExamples examples) {
        Bytes.write(folder.resolve(stem + "-labels-idx1-ubyte"), labels(examples));
        return Bytes.write(folder.resolve(stem + "-images-idx3-ubyte"), images(examples));
    }
}
