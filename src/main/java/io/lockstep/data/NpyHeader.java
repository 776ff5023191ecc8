package io.lockstep.data;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The header of a NumPy array in the {@code .npy} format, versions 1 to 3 (NumPy Enhancement Proposal 1). The items follow it.
 *
 * @param type byte order, kind and bytes of an item: {@code "<f4"}
 * @param isFortran whether columns, not rows, are contiguous
 * @param shape sizes of the dimensions
 * @param bytes size of the header itself
 */
public record NpyHeader(String type, boolean isFortran, List<Long> shape, long bytes) implements Serializable {
    private static final long serialVersionUID = 1L;

    static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int MAX_TEXT = 1 << 20;
    private static final Pattern TEXT = Pattern.compile(
            "\\{\\s*'descr':\\s*'([^']+)',\\s*'fortran_order':\\s*(True|False),\\s*'shape':\\s*\\(((?:\\s*[0-9]{1,18}\\s*,)*\\s*(?:[0-9]{1,18}\\s*)?)\\),?\\s*\\}\\s*");

    /** Where an array is read from. */
    public interface Source {
        /** Fills {@code bytes} and returns the number of bytes read: fewer only at the end. */
        int read(byte[] bytes);
    }

    /**
     * Reads the header of an array that stands at its first byte.
     *
     * @param where the file, for the error message
     * @throws DataException if it is no such array, or an array of records or objects
     */
    public static NpyHeader read(String where, Source source) {
        byte[] magic = new byte[MAGIC.length + 2]; // with the major and the minor version
        if (source.read(magic) < magic.length || !Arrays.equals(magic, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw wrong(where, "a NumPy array that begins with \\x93NUMPY", "something else");
        }
        byte[] size = new byte[magic[MAGIC.length] == 1 ? Short.BYTES : Integer.BYTES];
        int sizeFound = source.read(size);
        long length = Integer.toUnsignedLong(ByteBuffer.wrap(Arrays.copyOf(size, Integer.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getInt());
        if (length > MAX_TEXT) {
            throw wrong(where, "a header of at most " + MAX_TEXT + " bytes", Long.toString(length));
        }
        byte[] text = new byte[(int) length];
        int found = source.read(text);
        if (sizeFound < size.length || found < length) {
            throw wrong(where, "a header of " + length + " bytes", found + " bytes");
        }
        return parsed(where, text, magic.length + size.length + length);
    }

    private static NpyHeader parsed(String where, byte[] bytes, long length) {
        String text = new String(bytes, StandardCharsets.UTF_8).strip();
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            String found = text.length() > 200 ? text.substring(0, 200) + "..." : text;
            throw wrong(where, "a header with descr, fortran_order and shape", found);
        }
        List<Long> shape = Stream.of(matcher.group(3).split(","))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .map(Long::valueOf)
                .toList();
        return new NpyHeader(matcher.group(1), matcher.group(2).equals("True"), shape, length);
    }

    /** As Python writes it: {@code (784, 50)}, {@code (10,)}. */
    static String tuple(List<? extends Number> shape) {
        return shape.stream()
                .map(String::valueOf)
                .collect(Collectors.joining(", ", "(", shape.size() == 1 ? ",)" : ")"));
    }

    /** The shape as Python writes it. */
    public String shapeText() {
        return tuple(shape);
    }

    private static DataException wrong(String where, String expected, String found) {
        return new DataException(where, expected, found, "Write the array again with numpy.save or numpy.savez.");
    }
}
