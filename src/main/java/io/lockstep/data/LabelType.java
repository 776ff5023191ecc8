package io.lockstep.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The types of a numpy array that are read as labels: whole numbers. */
public enum LabelType {
    UINT8("|u1", Byte.BYTES),
    INT32("<i4", Integer.BYTES),
    INT64("<i8", Long.BYTES);

    private final String dtype;
    private final int bytes;

    LabelType(String dtype, int bytes) {
        this.dtype = dtype;
        this.bytes = bytes;
    }

    /** The type with this name in numpy; empty if labels have no such type. */
    public static Optional<LabelType> of(String dtype) {
        return Arrays.stream(values()).filter(type -> type.dtype.equals(dtype)).findFirst();
    }

    /** All names, for an error message. */
    public static String all() {
        return Arrays.stream(values()).map(type -> type.dtype).collect(Collectors.joining(", "));
    }

    /** Bytes of one label. */
    public int bytes() {
        return bytes;
    }

    /** The labels in these bytes of an array. */
    public long[] values(byte[] array) {
        var from = ByteBuffer.wrap(array).order(ByteOrder.LITTLE_ENDIAN);
        var labels = new long[array.length / bytes];
        for (int row = 0; row < labels.length; row++) {
            labels[row] = switch (this) {
                case UINT8 -> Byte.toUnsignedLong(from.get());
                case INT32 -> from.getInt();
                case INT64 -> from.getLong();
            };
        }
        return labels;
    }
}
