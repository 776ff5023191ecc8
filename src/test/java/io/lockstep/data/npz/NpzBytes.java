package io.lockstep.data.npz;

import io.lockstep.data.ArrayExamples;
import io.lockstep.data.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Files as numpy's {@code savez} writes them, whole or with one array exchanged. */
public final class NpzBytes {
    private final Map<String, byte[]> arrays = new LinkedHashMap<>();

    private NpzBytes() {}

    /** Keras's four arrays, in its order. */
    public static NpzBytes of(ArrayExamples train, ArrayExamples test) {
        return new NpzBytes()
                .with("x_test", images(test))
                .with("x_train", images(train))
                .with("y_train", npy("|u1", shape(train.rows()), train.labels()))
                .with("y_test", npy("|u1", shape(test.rows()), test.labels()));
    }

    NpzBytes with(String name, byte[] array) {
        arrays.put(name, array);
        return this;
    }

    NpzBytes without(String name) {
        arrays.remove(name);
        return this;
    }

    /** Stored, as {@code savez} does. */
    public byte[] file() {
        return file(false, false);
    }

    byte[] file(boolean deflate, boolean zip64) {
        var zip = new ZipBytes(zip64);
        arrays.forEach((name, array) -> zip.add(name + ".npy", array, deflate));
        return zip.file();
    }

    static byte[] images(ArrayExamples examples) {
        return npy("|u1", shape(examples.rows(), examples.height(), examples.width()), examples.pixels());
    }

    static byte[] ints(int... labels) {
        var data = ByteBuffer.allocate(labels.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        data.asIntBuffer().put(labels);
        return npy("<i4", shape(labels.length), data.array());
    }

    static byte[] longs(long... labels) {
        var data = ByteBuffer.allocate(labels.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        data.asLongBuffer().put(labels);
        return npy("<i8", shape(labels.length), data.array());
    }

    static String shape(long... sizes) {
        var text = new StringBuilder();
        for (long size : sizes) {
            text.append(size).append(", ");
        }
        return "(" + text.substring(0, text.length() - (sizes.length == 1 ? 1 : 2)) + ")";
    }

    static byte[] npy(String type, String shape, byte[] data) {
        return npy(1, "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }", data);
    }

    static byte[] npy(int version, String header, byte[] data) {
        byte[] text = (header + "\n").getBytes(StandardCharsets.UTF_8);
        var start = ByteBuffer.allocate(version == 1 ? 10 : 12).order(ByteOrder.LITTLE_ENDIAN);
        start.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.UTF_8))
                .put((byte) version)
                .put((byte) 0);
        if (version == 1) {
            start.putShort((short) text.length);
        } else {
            start.putInt(text.length);
        }
        return Bytes.concat(start.array(), text, data);
    }
}
