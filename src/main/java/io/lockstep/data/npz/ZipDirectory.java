package io.lockstep.data.npz;

import io.lockstep.data.DataException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the central directory of a zip, with or without zip64: the list of its members at its end (PKWARE's APPNOTE 6.3, sections
 * 4.3.12 to 4.3.16 and 4.5.3).
 *
 * <p>Java's own readers need a local file, or read the members one after the other.
 */
final class ZipDirectory {
    private static final int END = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int MAX_COMMENT = 0xffff;
    private static final int LOCATOR_64 = 0x07064b50;
    private static final int LOCATOR_64_BYTES = 20;
    private static final int END_64 = 0x06064b50;
    private static final int END_64_BYTES = 56;
    private static final int ENTRY = 0x02014b50;
    private static final int ENTRY_BYTES = 46;
    private static final int EXTRA_64 = 1;
    /** A 32-bit field with this value says: the value is in the zip64 part. */
    private static final long IN_64 = 0xffffffffL;

    private static final int MAX_DIRECTORY = 1 << 24;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;

    private final Path file;
    private final SeekableByteChannel channel;

    private ZipDirectory(Path file, SeekableByteChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * The members of a zip.
     *
     * @throws DataException if the file is missing, no zip, damaged or truncated
     */
    static List<ZipMember> members(Path file) {
        try (var channel = Files.newByteChannel(file)) {
            return new ZipDirectory(file, channel).members();
        } catch (IOException e) {
            throw new DataException(file.toString(), "a zip that can be read", e.toString(), "Check the file.", e);
        }
    }

    private List<ZipMember> members() throws IOException {
        long size = channel.size();
        int tail = (int) Math.min(size, END_BYTES + MAX_COMMENT);
        ByteBuffer end = bytes(size - tail, tail);
        int at = tail - END_BYTES;
        while (at >= 0 && !(end.getInt(at) == END && at + END_BYTES + unsigned16(end, at + 20) <= tail)) {
            at--; // over a comment
        }
        if (at < 0) {
            throw damaged("the directory at the end of a zip", "none");
        }
        long directoryBytes = unsigned32(end, at + 12);
        long directory = unsigned32(end, at + 16);
        long locator = size - tail + at - LOCATOR_64_BYTES;
        if (locator >= 0 && bytes(locator, LOCATOR_64_BYTES).getInt(0) == LOCATOR_64) {
            ByteBuffer end64 = bytes(bytes(locator, LOCATOR_64_BYTES).getLong(8), END_64_BYTES);
            if (end64.getInt(0) != END_64) {
                throw damaged("the zip64 end of the directory", "other bytes");
            }
            directoryBytes = end64.getLong(40);
            directory = end64.getLong(48);
        }
        if (directoryBytes < 0 || directoryBytes > MAX_DIRECTORY) {
            throw damaged("a directory of at most " + MAX_DIRECTORY + " bytes", Long.toString(directoryBytes));
        }
        return entries(bytes(directory, (int) directoryBytes));
    }

    private List<ZipMember> entries(ByteBuffer directory) {
        var members = new ArrayList<ZipMember>();
        int at = 0;
        while (at < directory.limit()) {
            if (directory.limit() - at < ENTRY_BYTES || directory.getInt(at) != ENTRY) {
                throw damaged("an entry of the directory", "other bytes");
            }
            int nameBytes = unsigned16(directory, at + 28);
            int extraBytes = unsigned16(directory, at + 30);
            int next = at + ENTRY_BYTES + nameBytes + extraBytes + unsigned16(directory, at + 32);
            if (next > directory.limit()) {
                throw damaged("an entry of the directory", "its end");
            }
            members.add(member(directory, at, nameBytes, extraBytes));
            at = next;
        }
        return members;
    }

    private ZipMember member(ByteBuffer directory, int at, int nameBytes, int extraBytes) {
        var nameText = new byte[nameBytes];
        directory.get(at + ENTRY_BYTES, nameText);
        String name = new String(nameText, StandardCharsets.UTF_8);
        int flags = unsigned16(directory, at + 8);
        int method = unsigned16(directory, at + 10);
        if ((flags & 1) != 0 || (method != STORED && method != DEFLATED)) {
            throw new DataException(
                    file + ", " + name,
                    "a stored or deflated member",
                    (flags & 1) != 0 ? "an encrypted one" : "compression method " + method,
                    "Write the file again with numpy.savez or numpy.savez_compressed.");
        }
        long[] places = {unsigned32(directory, at + 24), unsigned32(directory, at + 20), unsigned32(directory, at + 42)
        };
        widen(places, directory.slice(at + ENTRY_BYTES + nameBytes, extraBytes).order(ByteOrder.LITTLE_ENDIAN));
        return new ZipMember(
                file.toString(),
                name,
                places[2],
                places[1],
                places[0],
                unsigned32(directory, at + 16),
                method == DEFLATED);
    }

    /** Takes the values that do not fit 32 bits, size, packed size and offset in this order, from the zip64 part. */
    private void widen(long[] places, ByteBuffer extra) {
        while (extra.remaining() >= 4) {
            int id = Short.toUnsignedInt(extra.getShort());
            int length = Math.min(Short.toUnsignedInt(extra.getShort()), extra.remaining());
            int next = extra.position() + length;
            for (int i = 0; id == EXTRA_64 && i < places.length; i++) {
                if (places[i] == IN_64 && next - extra.position() >= Long.BYTES) {
                    places[i] = extra.getLong();
                }
            }
            extra.position(next);
        }
        for (long place : places) {
            if (place < 0) {
                throw damaged("sizes from 0 on", Long.toString(place));
            }
        }
    }

    private ByteBuffer bytes(long from, int count) throws IOException {
        var buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        if (from < 0 || from > channel.size() - count) {
            throw damaged("a directory inside the file", "one at byte " + from);
        }
        channel.position(from);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException("the file ends at byte " + channel.position());
            }
        }
        return buffer;
    }

    private static int unsigned16(ByteBuffer buffer, int at) {
        return Short.toUnsignedInt(buffer.getShort(at));
    }

    private static long unsigned32(ByteBuffer buffer, int at) {
        return Integer.toUnsignedLong(buffer.getInt(at));
    }

    private DataException damaged(String expected, String found) {
        return new DataException(
                file.toString(), expected, found, "The file is no zip, or damaged: copy or download it again.");
    }
}
