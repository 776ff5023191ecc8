package io.lockstep.data.npz;

import java.io.Serializable;

/**
 * One member of a zip, and where its bytes are. Any machine that sees the file can read it without reading those before it.
 *
 * @param file path of the zip; text, because a path cannot be serialised
 * @param name its name in the zip: {@code "x_train.npy"}
 * @param header offset of its local header in the file
 * @param packedBytes its size in the file
 * @param bytes its unpacked size
 * @param crc the CRC-32 of its unpacked bytes
 * @param isDeflated whether it is compressed; otherwise it is stored as it is
 */
record ZipMember(String file, String name, long header, long packedBytes, long bytes, long crc, boolean isDeflated)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /** For errors: {@code "mnist.npz, x_train.npy, unpacked byte 8"}. */
    String at(long offset) {
        return this + (isDeflated ? ", unpacked byte " : ", byte ") + offset;
    }

    @Override
    public String toString() {
        return file + ", " + name;
    }
}
