package io.lockstep.data.idx;

import java.nio.ByteBuffer;

/** The two kinds of IDX file that MNIST is made of: unsigned bytes in three dimensions, or in one. */
public enum IdxKind {
    /** count, height and width, then (count, height, width) pixels. */
    IMAGES(0x00000803, 16),
    /** count, then (count) labels. */
    LABELS(0x00000801, 8);

    /** The first four bytes, big-endian: 0, 0, the type (8: unsigned byte), the number of dimensions. */
    final int magic;

    /** Bytes before the first example. */
    final int headerBytes;

    IdxKind(int magic, int headerBytes) {
        this.magic = magic;
        this.headerBytes = headerBytes;
    }

    /** Whether a file that starts with these four bytes is of this kind. */
    public boolean begins(byte[] start) {
        return ByteBuffer.wrap(start).getInt() == magic;
    }

    /** As in errors: {@code "an IDX images file (magic 0x00000803)"}. */
    @Override
    public String toString() {
        return String.format("an IDX %s file (magic 0x%08x)", this == IMAGES ? "images" : "labels", magic);
    }
}
