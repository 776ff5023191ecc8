package io.lockstep.data.pickle;

import io.lockstep.data.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Writes pickles of numpy arrays opcode by opcode, as the Pythons do. */
public final class PickleBytes {

    /** Who writes, and with which protocol. */
    public enum Dialect {
        PYTHON2_PROTOCOL1(1),
        PYTHON2_PROTOCOL2(2),
        PYTHON3_PROTOCOL1(1),
        PYTHON3_PROTOCOL2(2),
        PYTHON3_PROTOCOL3(3),
        PYTHON3_PROTOCOL4(4),
        PYTHON3_PROTOCOL5(5);

        final int protocol;

        Dialect(int protocol) {
            this.protocol = protocol;
        }

        boolean isPython2() {
            return name().startsWith("PYTHON2");
        }
    }

    /** Anything that writes itself and leaves one value on the stack. */
    interface Part {
        void write();
    }

    /** A numpy array: {@code new Array("f4", '<', false, bytes, rows, columns)}. */
    record Array(String kind, char order, boolean isFortran, byte[] data, long... shape) {}

    private final Dialect dialect;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Map<String, Integer> globals = new HashMap<>();
    private int memoized;

    PickleBytes(Dialect dialect) {
        this.dialect = dialect;
    }

    /** A whole pickle of one value. */
    byte[] pickle(Part value) {
        value.write();
        out.write('.');
        byte[] body = out.toByteArray();
        return switch (dialect.protocol) {
            case 1 -> body;
            case 2, 3 -> Bytes.concat(new byte[] {(byte) 0x80, (byte) dialect.protocol}, body);
            default ->
                Bytes.concat(
                        new byte[] {(byte) 0x80, (byte) dialect.protocol, (byte) 0x95}, little(body.length, 8), body);
        };
    }

    void array(Array array) {
        if (dialect.protocol == 5) {
            global("numpy._core.numeric", "_frombuffer");
            Part bytes = () -> {
                opcode(0x96);
                out.writeBytes(little(array.data().length, 8));
                out.writeBytes(array.data());
                put();
            };
            tuple(bytes, () -> dtype(array), () -> shape(array), () -> text(array.isFortran() ? "F" : "C"));
            opcode('R');
            put();
            return;
        }
        global(dialect.isPython2() ? "numpy.core.multiarray" : "numpy._core.multiarray", "_reconstruct");
        tuple(() -> global("numpy", "ndarray"), () -> tuple(() -> whole(0)), () -> bytes(new byte[] {'b'}));
        opcode('R');
        put();
        tuple(
                () -> whole(1),
                () -> shape(array),
                () -> dtype(array),
                () -> bool(array.isFortran()),
                () -> bytes(array.data()));
        opcode('b');
    }

    private void shape(Array array) {
        var sizes = new Part[array.shape().length];
        for (int i = 0; i < sizes.length; i++) {
            long size = array.shape()[i];
            sizes[i] = () -> whole(size);
        }
        tuple(sizes);
    }

    private void dtype(Array array) {
        global("numpy", "dtype");
        // Old numpy wrote 0 and 1 for False and True.
        Part no = () -> whole(0);
        Part yes = () -> whole(1);
        tuple(
                () -> text(array.kind()),
                dialect.isPython2() ? no : () -> bool(false),
                dialect.isPython2() ? yes : () -> bool(true));
        opcode('R');
        put();
        Part none = () -> opcode('N');
        Part minusOne = () -> whole(-1);
        tuple(() -> whole(3), () -> text("" + array.order()), none, none, none, minusOne, minusOne, no);
        opcode('b');
    }

    void tuple(Part... items) {
        boolean isShort = dialect.protocol >= 2 && items.length <= 3;
        if (!isShort) {
            opcode('(');
        }
        for (Part item : items) {
            item.write();
        }
        opcode(isShort ? 0x84 + items.length : 't');
        put();
    }

    void list(Part... items) {
        opcode(']');
        put();
        opcode('(');
        for (Part item : items) {
            item.write();
        }
        opcode('e');
    }

    void global(String module, String name) {
        var known = globals.get(module + " " + name);
        if (known != null) {
            opcode('h');
            out.write(known);
            return;
        }
        if (dialect.protocol >= 4) {
            text(module);
            text(name);
            opcode(0x93);
        } else {
            opcode('c');
            out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
        }
        globals.put(module + " " + name, put());
    }

    void whole(long value) {
        if (value >= 0 && value < 1 << 8) {
            opcode('K');
            out.write((int) value);
        } else if (value >= 0 && value < 1 << 16) {
            opcode('M');
            out.writeBytes(little(value, 2));
        } else if (value == (int) value) {
            opcode('J');
            out.writeBytes(little(value, 4));
        } else {
            opcode(0x8a);
            out.write(8);
            out.writeBytes(little(value, 8));
        }
    }

    private void bool(boolean value) {
        if (dialect.protocol == 1) {
            out.writeBytes((value ? "I01\n" : "I00\n").getBytes(StandardCharsets.US_ASCII));
        } else {
            opcode(value ? 0x88 : 0x89);
        }
    }

    void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (dialect.isPython2()) {
            bytes(bytes);
            return;
        }
        boolean isShort = dialect.protocol >= 4 && bytes.length < 256;
        string(isShort ? 0x8c : 'X', isShort ? 1 : 4, bytes);
    }

    private void bytes(byte[] bytes) {
        boolean isShort = bytes.length < 256;
        if (dialect.isPython2()) {
            string(isShort ? 'U' : 'T', isShort ? 1 : 4, bytes);
        } else if (dialect.protocol >= 3) {
            string(isShort ? 'C' : 'B', isShort ? 1 : 4, bytes);
        } else {
            global("_codecs", "encode");
            tuple(() -> text(new String(bytes, StandardCharsets.ISO_8859_1)), () -> text("latin1"));
            opcode('R');
            put();
        }
    }

    private void string(int code, int lengthBytes, byte[] bytes) {
        opcode(code);
        out.writeBytes(little(bytes.length, lengthBytes));
        out.writeBytes(bytes);
        put();
    }

    void opcode(int code) {
        out.write(code);
    }

    private int put() {
        if (dialect.protocol >= 4) {
            opcode(0x94);
        } else {
            opcode('q');
            out.write(memoized);
        }
        return memoized++;
    }

    static byte[] little(long value, int bytes) {
        var buffer =
                ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value);
        return java.util.Arrays.copyOf(buffer.array(), bytes);
    }
}
