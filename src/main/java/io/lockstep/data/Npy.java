package io.lockstep.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * NumPy's {@code .npy} files of little-endian floats in row-major order, versions 1 to 3 (NumPy Enhancement Proposal 1).
 */
public final class Npy {
    private Npy() {}

    /**
     * Reads float32 or float64 as float64.
     *
     * @param shape required shape: {@code (784, 50)}
     * @throws DataException if the file is missing, is not such an array, or has another shape
     */
    public static double[] read(Path file, List<Integer> shape) {
        ByteBuffer bytes = ByteBuffer.wrap(bytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        NpyHeader header = NpyHeader.read(file.toString(), next -> take(bytes, next));
        String type = header.type();
        if (!type.equals("<f4") && !type.equals("<f8")) {
            throw wrong(file, "little-endian float32 or float64 ('<f4', '<f8')", "'" + type + "'");
        }
        if (!header.shape().equals(shape.stream().map(Integer::longValue).toList())) {
            throw wrong(file, "shape " + NpyHeader.tuple(shape), header.shapeText());
        }
        if (header.isFortran() && shape.size() > 1) {
            throw wrong(file, "row-major order", "fortran_order True");
        }
        double[] values = new double[shape.stream().reduce(1, Math::multiplyExact)];
        int width = type.equals("<f4") ? Float.BYTES : Double.BYTES;
        if (bytes.remaining() != (long) values.length * width) {
            throw wrong(file, (long) values.length * width + " bytes after the header", bytes.remaining() + "");
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = width == Float.BYTES ? bytes.getFloat() : bytes.getDouble();
        }
        return values;
    }

    /** Writes float64, version 1, atomically. */
    public static void write(Path file, List<Integer> shape, double[] values) throws IOException {
        write(
                file,
                "<f8",
                shape,
                Double.BYTES * values.length,
                data -> data.asDoubleBuffer().put(values));
    }

    /** Writes float32, version 1, atomically. */
    public static void write(Path file, List<Integer> shape, float[] values) throws IOException {
        write(
                file,
                "<f4",
                shape,
                Float.BYTES * values.length,
                data -> data.asFloatBuffer().put(values));
    }

    private static void write(Path file, String type, List<Integer> shape, int dataBytes, Consumer<ByteBuffer> putData)
            throws IOException {
        String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + NpyHeader.tuple(shape) + ", }";
        int prefix = NpyHeader.MAGIC.length + 4;
        int padding = 63 - (prefix + header.length()) % 64; // with the line's end, data begins at a multiple of 64
        byte[] text = (header + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] whole = new byte[prefix + text.length + dataBytes];
        ByteBuffer bytes = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(NpyHeader.MAGIC)
                .put((byte) 1)
                .put((byte) 0)
                .putShort((short) text.length)
                .put(text);
        putData.accept(bytes);
        WholeFile.write(file, whole);
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new DataException(
                    file.toString(),
                    "a NumPy array",
                    e instanceof NoSuchFileException ? "no such file" : e.toString(),
                    "Check the path and its permissions.",
                    e);
        }
    }

    private static int take(ByteBuffer bytes, byte[] next) {
        int count = Math.min(next.length, bytes.remaining());
        bytes.get(next, 0, count);
        return count;
    }

    private static DataException wrong(Path file, String expected, String found) {
        return new DataException(
                file.toString(),
                expected,
                found,
                "Write it with numpy.save(file, array.astype('float32')), row-major.");
    }
}
