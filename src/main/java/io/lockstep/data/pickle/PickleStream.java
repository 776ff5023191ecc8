package io.lockstep.data.pickle;

import io.lockstep.data.DataException;
import io.lockstep.data.UnpackedInput;
import io.lockstep.data.pickle.PickleValue.Chars;
import java.nio.file.Path;

/** The bytes of one array in a pickle, read forward. */
final class PickleStream implements AutoCloseable {
    private final UnpackedInput in;
    private final Chars chars;

    /** UTF-8 that is read but not yet decoded: from {@code taken} to {@code filled}. */
    private final byte[] buffer = new byte[8192];

    private int taken;
    private int filled;

    private PickleStream(UnpackedInput in, Chars chars) {
        this.in = in;
        this.chars = chars;
    }

    /** Opens a pickle at the first of these bytes. */
    static PickleStream open(Path path, Chars chars) {
        var in = UnpackedInput.open(path, "a pickle");
        try {
            var stream = new PickleStream(in, chars);
            stream.checkWhole(in.skip(chars.offset()), chars.offset());
            return stream;
        } catch (DataException e) {
            in.close();
            throw e;
        }
    }

    /** Steps over {@code count} of the array's bytes. */
    void skip(long count) {
        if (chars.utf8()) {
            for (long i = 0; i < count; i++) {
                latin1();
            }
        } else {
            checkWhole(in.skip(count), count);
        }
    }

    /** Fills {@code bytes}. */
    void read(byte[] bytes) {
        if (chars.utf8()) {
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) latin1();
            }
        } else {
            checkWhole(in.read(bytes), bytes.length);
        }
    }

    /** The next character of UTF-8, which is a byte: below 0x80 as it is, else in two, 1100001x 10xxxxxx. */
    private int latin1() {
        int first = encoded();
        if (first >= 0 && first < 0x80) {
            return first;
        }
        int second = (first & 0xfe) == 0xc2 ? encoded() : -1;
        if ((second & 0xc0) != 0x80) {
            throw new DataException(
                    in.at(in.position() - (filled - taken)),
                    "an array's bytes as latin1 text in UTF-8",
                    first < 0 ? "the end of the file" : "a character that is no byte",
                    "Make the pickle again, with protocol 3 or later.");
        }
        return (first & 0x03) << 6 | (second & 0x3f);
    }

    /** The next byte of the UTF-8, or -1 at the end of the file. */
    private int encoded() {
        if (taken == filled) {
            filled = in.read(buffer);
            taken = 0;
        }
        return filled == 0 ? -1 : Byte.toUnsignedInt(buffer[taken++]);
    }

    private void checkWhole(long found, long expected) {
        if (found < expected) {
            throw new DataException(
                    in.at(in.position()),
                    "the bytes of an array",
                    "the end of the file",
                    "The file is not the one that the run started with: restore that file.");
        }
    }

    @Override
    public void close() {
        in.close();
    }
}
