package io.lockstep.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A sequential file reader that decompresses gzip and tracks its offset.
 *
 * <p>A gzip is recognised by its first two bytes, not by its name; it may have several members, which unpack to one file.
 * Offsets count unpacked bytes. Every failure becomes a {@link DataException} with the file and the offset. The checksum of
 * a gzip is verified when its end has been read; what follows a gzip and is none is ignored, as by gunzip: it cannot change what was read, and whatever it could have hidden is
 * found missing by the sizes in the data.
 */
public final class UnpackedInput implements AutoCloseable {
    private static final int BUFFER = 1 << 16;
    private static final String GET_AGAIN = "Copy or download the file again.";

    private final Path path;
    private InputStream in;
    private boolean gzip;
    private long position;

    private UnpackedInput(Path path, InputStream in) {
        this.path = path;
        this.in = in;
    }

    /**
     * Opens a file at its first byte.
     *
     * @param what the expected type of file, for the error message: {@code "an IDX images file"}
     */
    public static UnpackedInput open(Path path, String what) {
        if (!Files.isRegularFile(path)) {
            var found = Files.isDirectory(path) ? "a folder" : Files.exists(path) ? "no regular file" : "no such file";
            throw new DataException(path.toString(), what, found, "Check the path.");
        }
        InputStream file;
        try {
            file = new PeekedInput(Files.newInputStream(path), BUFFER);
        } catch (IOException e) {
            throw new DataException(path.toString(), what, e.toString(), "Check that the file can be read.", e);
        }
        var input = new UnpackedInput(path, file);
        try {
            input.unpackGzip();
            return input;
        } catch (IOException e) {
            input.close();
            throw input.unreadable(e);
        }
    }

    private void unpackGzip() throws IOException {
        in.mark(2);
        gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        if (gzip) {
            in = new BufferedInputStream(new GZIPInputStream(in, BUFFER), BUFFER);
        }
    }

    /** Size of the unpacked file in bytes; empty for a gzip, whose size is known only after unpacking. */
    public OptionalLong size() {
        try {
            return gzip ? OptionalLong.empty() : OptionalLong.of(Files.size(path));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Offset of the next byte in the unpacked file. */
    public long position() {
        return position;
    }

    /** The next byte, 0 .. 255, or -1 at the end. */
    public int read() {
        try {
            int next = in.read();
            position += next < 0 ? 0 : 1;
            return next;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Fills {@code bytes} and returns the number of bytes read: fewer only at the end. */
    public int read(byte[] bytes) {
        int filled = 0;
        try {
            while (filled < bytes.length) {
                int count = in.read(bytes, filled, bytes.length - filled);
                if (count < 0) {
                    break;
                }
                filled += count;
                position += count;
            }
            return filled;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Skips {@code count} bytes and returns the number skipped: fewer only at the end. */
    public long skip(long count) {
        long left = count;
        var scratch = new byte[gzip ? (int) Math.min(count, BUFFER) : 0];
        try {
            while (left > 0) {
                // InflaterInputStream.skip unpacks 512 bytes at a time; a plain file seeks.
                long stepped = gzip ? in.read(scratch, 0, (int) Math.min(left, BUFFER)) : in.skip(left);
                if (stepped < 0 || (stepped == 0 && in.read() < 0)) {
                    break;
                }
                stepped = Math.max(stepped, 1);
                left -= stepped;
                position += stepped;
            }
            return count - left;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** This file at an offset, for error messages: {@code "a/b.gz, unpacked byte 8"}. */
    public String at(long offset) {
        return path + (gzip ? ", unpacked byte " : ", byte ") + offset;
    }

    private DataException unreadable(IOException e) {
        if (gzip && e instanceof EOFException) {
            return new DataException(at(position), "a complete gzip", "a truncated gzip", GET_AGAIN, e);
        }
        if (gzip && e instanceof ZipException) {
            return new DataException(
                    at(position), "an undamaged gzip", "a damaged one (" + e.getMessage() + ")", GET_AGAIN, e);
        }
        return new DataException(
                at(position), "a readable file", e.toString(), "Check the disk and the file's permissions.", e);
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            // Nothing was written, so nothing can be lost.
        }
    }
}
