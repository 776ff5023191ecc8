package io.lockstep.data.npz;

import io.lockstep.data.DataException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * The unpacked bytes of one member of a zip, read forward. At the end its checksum is compared, unless bytes of a stored member were
 * skipped: then they were not read.
 */
final class MemberStream implements AutoCloseable {
    private static final int BUFFER = 1 << 16;
    private static final int LOCAL = 0x04034b50;
    private static final int LOCAL_BYTES = 30;
    private static final String GET_AGAIN = "Copy or download the file again.";

    private final ZipMember member;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private InputStream in;
    private boolean isWhole = true;
    private long position;

    private MemberStream(ZipMember member, InputStream in) {
        this.member = member;
        this.in = in;
    }

    /**
     * Opens a member at its first byte.
     *
     * @throws DataException if the file is missing, or another one than that of the directory
     */
    static MemberStream open(ZipMember member) {
        MemberStream stream;
        try {
            stream = new MemberStream(member, Files.newInputStream(Path.of(member.file())));
        } catch (IOException e) {
            throw new DataException(member.file(), "a zip", e.toString(), "Check that the file can be read.", e);
        }
        try {
            stream.begin();
            return stream;
        } catch (IOException e) {
            stream.close();
            throw stream.unreadable(e);
        } catch (DataException e) {
            stream.close();
            throw e;
        }
    }

    private void begin() throws IOException {
        in.skipNBytes(member.header());
        in = new BufferedInputStream(in, BUFFER);
        var local = ByteBuffer.wrap(in.readNBytes(LOCAL_BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        if (local.limit() < LOCAL_BYTES || local.getInt(0) != LOCAL) {
            throw new DataException(
                    member.toString(), "the header of the member at byte " + member.header(), "other bytes", GET_AGAIN);
        }
        in.skipNBytes(Short.toUnsignedInt(local.getShort(26)) + Short.toUnsignedLong(local.getShort(28)));
        if (member.isDeflated()) {
            in = new InflaterInputStream(in, inflater, BUFFER);
        }
    }

    /** Fills {@code bytes} and returns the number of bytes read: fewer only at the end of the member. */
    int read(byte[] bytes) {
        return read(bytes, bytes.length);
    }

    private int read(byte[] bytes, int most) {
        int wanted = (int) Math.min(most, member.bytes() - position);
        try {
            int found = in.readNBytes(bytes, 0, wanted);
            crc.update(bytes, 0, found);
            position += found;
            if (found < wanted) {
                throw new EOFException();
            }
            return found;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Skips {@code count} bytes, which are there. */
    void skip(long count) {
        if (member.isDeflated()) {
            var scratch = new byte[(int) Math.min(count, BUFFER)];
            for (long left = count; left > 0; ) {
                left -= read(scratch, (int) Math.min(left, scratch.length));
            }
        } else if (count > 0) {
            try {
                in.skipNBytes(count); // a file seeks
            } catch (IOException e) {
                throw unreadable(e);
            }
            position += count;
            isWhole = false;
        }
    }

    /** Checks, after the last byte, that a compressed member ends there, and the checksum. */
    void expectEnd() {
        try {
            if (member.isDeflated() && in.read() >= 0) {
                throw new DataException(
                        member.at(position), "the end after " + member.bytes() + " bytes", "more bytes", GET_AGAIN);
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
        if (isWhole && crc.getValue() != member.crc()) {
            throw new DataException(
                    member.toString(),
                    "bytes with the CRC-32 %08x".formatted(member.crc()),
                    "%08x".formatted(crc.getValue()),
                    "The file is damaged: copy or download it again.");
        }
    }

    private DataException unreadable(IOException e) {
        if (e instanceof EOFException) {
            return new DataException(
                    member.at(position), member.bytes() + " bytes", "the end of the file", GET_AGAIN, e);
        }
        if (e instanceof ZipException) {
            return new DataException(
                    member.at(position), "undamaged compressed data", String.valueOf(e.getMessage()), GET_AGAIN, e);
        }
        return new DataException(
                member.at(position), "a readable file", e.toString(), "Check the disk and the file's permissions.", e);
    }

    @Override
    public void close() {
        inflater.end();
        try {
            in.close();
        } catch (IOException e) {
            // Nothing was written, so nothing can be lost.
        }
    }
}
