package io.lockstep.data.npz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** A zip, byte by byte: each member stored or deflated, with or without zip64. */
final class ZipBytes {
    private static final int IN_64 = -1;

    private final boolean zip64;
    private final ByteArrayOutputStream file = new ByteArrayOutputStream();
    private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
    private int members;

    ZipBytes(boolean zip64) {
        this.zip64 = zip64;
    }

    ZipBytes add(String name, byte[] bytes, boolean deflate) {
        return add(name, bytes, deflate ? 8 : 0, 0);
    }

    ZipBytes add(String name, byte[] bytes, int method, int flags) {
        var crc = new CRC32();
        crc.update(bytes);
        byte[] packed = method == 8 ? deflated(bytes) : bytes;
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        int header = file.size();
        // the local header's sizes are left to the directory, and its extra field is of another length
        var local = little(30 + nameBytes.length + 5).putInt(0x04034b50).putShort((short) 45);
        local.putShort((short) flags)
                .putShort((short) method)
                .putInt(0)
                .putInt(0)
                .putInt(0)
                .putInt(0);
        local.putShort((short) nameBytes.length).putShort((short) 5).put(nameBytes);
        file.writeBytes(bytesOf(local));
        file.writeBytes(packed);

        int extra = zip64 ? 4 + 5 + 4 + 24 : 0;
        var entry = little(46 + nameBytes.length + extra).putInt(0x02014b50).putInt(45 | 45 << 16);
        entry.putShort((short) flags).putShort((short) method).putInt(0).putInt((int) crc.getValue());
        entry.putInt(zip64 ? IN_64 : packed.length).putInt(zip64 ? IN_64 : bytes.length);
        entry.putShort((short) nameBytes.length).putShort((short) extra).putShort((short) 0);
        entry.putShort((short) 0).putShort((short) 0).putInt(0).putInt(zip64 ? IN_64 : header);
        entry.put(nameBytes);
        if (zip64) {
            entry.putShort((short) 0x5455).putShort((short) 5).put(new byte[5]); // another field first
            entry.putShort((short) 1).putShort((short) 24);
            entry.putLong(bytes.length).putLong(packed.length).putLong(header);
        }
        directory.writeBytes(bytesOf(entry));
        members++;
        return this;
    }

    byte[] file() {
        return file("");
    }

    byte[] file(String comment) {
        byte[] text = comment.getBytes(StandardCharsets.UTF_8);
        var all = new ByteArrayOutputStream();
        all.writeBytes(file.toByteArray());
        all.writeBytes(directory.toByteArray());
        if (zip64) {
            var end = little(56 + 20)
                    .putInt(0x06064b50)
                    .putLong(44)
                    .putInt(45 | 45 << 16)
                    .putInt(0)
                    .putInt(0);
            end.putLong(members).putLong(members).putLong(directory.size()).putLong(file.size());
            end.putInt(0x07064b50).putInt(0).putLong(all.size()).putInt(1);
            all.writeBytes(bytesOf(end));
        }
        var end = little(22 + text.length).putInt(0x06054b50).putInt(0);
        end.putShort((short) (zip64 ? IN_64 : members)).putShort((short) (zip64 ? IN_64 : members));
        end.putInt(zip64 ? IN_64 : directory.size()).putInt(zip64 ? IN_64 : file.size());
        end.putShort((short) text.length).put(text);
        all.writeBytes(bytesOf(end));
        return all.toByteArray();
    }

    private static byte[] bytesOf(ByteBuffer written) {
        var bytes = new byte[written.capacity()];
        written.get(0, bytes);
        return bytes;
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] deflated(byte[] bytes) {
        var deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        deflater.setInput(bytes);
        deflater.finish();
        var packed = new byte[bytes.length + 100];
        int size = deflater.deflate(packed);
        deflater.end();
        return Arrays.copyOf(packed, size);
    }
}
