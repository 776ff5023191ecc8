package io.lockstep.data.pickle;

import io.lockstep.data.DataException;
import io.lockstep.data.UnpackedInput;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The arguments of opcodes, read from an unpacked pickle: little-endian numbers, lines, strings. */
final class PickleInput {
    /** A pickle's strings may not reach beyond this: MNIST's takes 220 MB. */
    static final long MAX_BYTES = 1L << 31;

    /** The longest name, number or dtype worth keeping. */
    private static final int MAX_CONTENT = 256;

    private static final int SCRATCH = 1 << 16;

    private final UnpackedInput in;
    /** Where the current opcode is. */
    private long offset;

    PickleInput(UnpackedInput in) {
        this.in = in;
    }

    /**
     * The next opcode.
     *
     * @throws DataException if the file ends here, or the byte is no opcode that the reader runs
     */
    PickleOpcode opcode() {
        offset = in.position();
        int code = next();
        @Nullable PickleOpcode opcode = PickleOpcode.of(code);
        if (opcode == null) {
            throw refuse("opcode " + describe(code));
        }
        return opcode;
    }

    private static String describe(int code) {
        return code > ' ' && code < 0x7f ? String.format("0x%02x '%c'", code, code) : String.format("0x%02x", code);
    }

    /** The next byte, 0 .. 255. */
    int next() {
        int value = in.read();
        if (value < 0) {
            throw cut("the end of the file");
        }
        return value;
    }

    /** An unsigned number of 1 to 8 bytes; one beyond a long's range comes out negative. */
    long unsigned(int bytes) {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (long) next() << (Byte.SIZE * i);
        }
        return value;
    }

    /** A two's complement number of 0 to 8 bytes. */
    long signed(int bytes) {
        if (bytes > Long.BYTES) {
            throw refuse("a whole number of " + bytes + " bytes");
        }
        int unused = Long.SIZE - bytes * Byte.SIZE;
        return bytes == 0 ? 0 : unsigned(bytes) << unused >> unused;
    }

    /** Text up to the next line feed. */
    String line() {
        var line = new StringBuilder();
        for (int c = next(); c != '\n'; c = next()) {
            if (line.length() == MAX_CONTENT) {
                throw refuse("a line of more than " + MAX_CONTENT + " characters");
            }
            line.append((char) c);
        }
        return line.toString();
    }

    /** A string whose length comes first, as an unsigned number of {@code lengthBytes} bytes; long ones are not kept. */
    PickleValue.Chars chars(int lengthBytes, boolean utf8) {
        long length = unsigned(lengthBytes);
        long start = in.position();
        if (length < 0 || length > MAX_BYTES - start) {
            throw refuse("a string of " + Long.toUnsignedString(length) + " bytes");
        }
        if (length <= MAX_CONTENT) {
            var bytes = new byte[(int) length];
            checkWhole(in.read(bytes), length);
            var content = new String(bytes, utf8 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
            return new PickleValue.Chars(start, length, utf8, utf8 ? characters(bytes, bytes.length) : length, content);
        }
        return new PickleValue.Chars(start, length, utf8, utf8 ? characters(length) : skip(length), null);
    }

    private long skip(long length) {
        checkWhole(in.skip(length), length);
        return length;
    }

    private long characters(long length) {
        var scratch = new byte[SCRATCH];
        long characters = 0;
        for (long left = length; left > 0; ) {
            // A piece at a time: memory for a length that is only claimed is never taken.
            var piece = left < SCRATCH ? new byte[(int) left] : scratch;
            int found = in.read(piece);
            checkWhole(found, piece.length);
            characters += characters(piece, found);
            left -= found;
        }
        return characters;
    }

    /** Characters that begin in these UTF-8 bytes: all bytes but those that continue a character, 10xxxxxx. */
    private static long characters(byte[] bytes, int length) {
        long characters = 0;
        for (int i = 0; i < length; i++) {
            characters += (bytes[i] & 0xc0) == 0x80 ? 0 : 1;
        }
        return characters;
    }

    private void checkWhole(long found, long length) {
        if (found < length) {
            throw cut("the end of the file inside a string");
        }
    }

    /** Checks that the pickle was all of the file. */
    void expectEnd() {
        offset = in.position();
        if (in.read() >= 0) {
            throw new DataException(
                    in.at(offset), "the end of the file after the pickle", "more bytes", "Copy or download it again.");
        }
    }

    private DataException cut(String found) {
        return new DataException(
                in.at(in.position()),
                "the rest of a pickle",
                found,
                "The file is truncated: copy or download it again.");
    }

    /** The current opcode cannot be run: {@code found} says why. */
    DataException refuse(String found) {
        return new DataException(
                in.at(offset),
                "a pickle of numpy arrays in tuples and nothing else",
                found,
                "Pickles are programs, and no more of their language is run than such arrays need: "
                        + "use the original mnist.pkl.gz, or the IDX files.");
    }
}
