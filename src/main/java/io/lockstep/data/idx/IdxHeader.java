package io.lockstep.data.idx;

import io.lockstep.data.DataException;
import io.lockstep.data.UnpackedInput;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The validated header of an IDX file.
 *
 * @param kind images or labels
 * @param count number of examples, at least 1
 * @param height pixel rows of an image, 1 .. 4096; 1 for labels
 * @param width pixels in a row, 1 .. 4096; 1 for labels
 */
record IdxHeader(IdxKind kind, int count, int height, int width) {
    private static final int MAX_SIDE = 4096;
    private static final String DAMAGED = "The header is damaged: copy or download the file again.";

    /** Bytes of one example. */
    int exampleBytes() {
        return height * width;
    }

    /** Bytes the whole unpacked file must have. */
    long fileBytes() {
        // long, so that no header can overflow it: at most 2^31 * 2^24
        return kind.headerBytes + (long) count * exampleBytes();
    }

    /** What the header promises, for errors: {@code "60000 examples of 28 x 28 bytes"}. */
    String promise() {
        return kind == IdxKind.IMAGES
                ? count + " examples of " + height + " x " + width + " bytes"
                : count + " labels of 1 byte";
    }

    /**
     * Reads the header of a file that stands at its first byte.
     *
     * @throws DataException if the file is empty, of another kind, or its header is truncated or invalid
     */
    static IdxHeader read(UnpackedInput in, IdxKind kind) {
        checkMagic(in, kind);
        int count = (int) number(in, kind, "a number of examples", Integer.MAX_VALUE);
        if (kind == IdxKind.LABELS) {
            return new IdxHeader(kind, count, 1, 1);
        }
        int height = (int) number(in, kind, "the height of an image", MAX_SIDE);
        int width = (int) number(in, kind, "the width of an image", MAX_SIDE);
        return new IdxHeader(kind, count, height, width);
    }

    private static long number(UnpackedInput in, IdxKind kind, String meaning, int max) {
        long offset = in.position();
        var bytes = new byte[Integer.BYTES];
        if (in.read(bytes) < bytes.length) {
            throw cut(in, kind);
        }
        long value = Integer.toUnsignedLong(ByteBuffer.wrap(bytes).getInt());
        if (value < 1 || value > max) {
            throw new DataException(in.at(offset), meaning + " from 1 to " + max, Long.toString(value), DAMAGED);
        }
        return value;
    }

    private static void checkMagic(UnpackedInput in, IdxKind kind) {
        var start = new byte[Integer.BYTES];
        int found = in.read(start);
        if (found == 0) {
            throw new DataException(in.at(0), kind.toString(), "an empty file", "Copy or download the file again.");
        }
        if (found < start.length) {
            throw cut(in, kind);
        }
        if (!kind.begins(start)) {
            throw wrongKind(in, kind, start);
        }
    }

    private static DataException cut(UnpackedInput in, IdxKind kind) {
        return new DataException(
                in.at(in.position()),
                "the " + kind.headerBytes + " header bytes of " + kind,
                "the end of the file",
                "Copy or download the file again.");
    }

    private static DataException wrongKind(UnpackedInput in, IdxKind kind, byte[] start) {
        var other = kind == IdxKind.IMAGES ? IdxKind.LABELS : IdxKind.IMAGES;
        if (other.begins(start)) {
            return new DataException(in.at(0), kind.toString(), other.toString(), "Check which file is which.");
        }
        if (start[0] == 0x1f && start[1] == (byte) 0x8b) {
            return new DataException(
                    in.at(0),
                    kind.toString(),
                    "a gzip inside the gzip",
                    "Unpack it once with gunzip and use the result.");
        }
        if (isMarkup(start)) {
            return new DataException(
                    in.at(0),
                    kind.toString(),
                    "a web page (it begins with '<')",
                    "The download saved a message instead of the data: open the file to read it, then download again.");
        }
        return new DataException(
                in.at(0),
                kind.toString(),
                "magic 0x" + HexFormat.of().formatHex(start),
                "Give a file in the IDX format.");
    }

    /** Whether a file starts like HTML or XML: '<' first, after blank space and a byte order mark at most. */
    private static boolean isMarkup(byte[] start) {
        int byteOrderMark = 3;
        int from = Arrays.equals(start, 0, byteOrderMark, new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf}, 0, 3)
                ? byteOrderMark
                : 0;
        while (from < start.length && Character.isWhitespace(start[from])) {
            from++;
        }
        return from < start.length && start[from] == '<';
    }
}
