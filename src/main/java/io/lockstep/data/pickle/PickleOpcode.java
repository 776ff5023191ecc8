package io.lockstep.data.pickle;

import org.jspecify.annotations.Nullable;

/**
 * The pickle opcodes that tuples of numpy arrays need, in protocols 1 to 5; names and codes as in Python's {@code
 * pickletools}. There are about 40 more: none of them is run.
 */
enum PickleOpcode {
    PROTO(0x80),
    FRAME(0x95),
    STOP('.'),
    MARK('('),
    NONE('N'),
    NEWTRUE(0x88),
    NEWFALSE(0x89),
    INT('I'),
    BININT('J'),
    BININT1('K'),
    BININT2('M'),
    LONG1(0x8a),
    BINSTRING('T'),
    SHORT_BINSTRING('U'),
    BINUNICODE('X'),
    SHORT_BINUNICODE(0x8c),
    BINUNICODE8(0x8d),
    BINBYTES('B'),
    SHORT_BINBYTES('C'),
    BINBYTES8(0x8e),
    BYTEARRAY8(0x96),
    EMPTY_TUPLE(')'),
    TUPLE1(0x85),
    TUPLE2(0x86),
    TUPLE3(0x87),
    TUPLE('t'),
    EMPTY_LIST(']'),
    APPEND('a'),
    APPENDS('e'),
    GLOBAL('c'),
    STACK_GLOBAL(0x93),
    REDUCE('R'),
    BUILD('b'),
    BINPUT('q'),
    LONG_BINPUT('r'),
    MEMOIZE(0x94),
    BINGET('h'),
    LONG_BINGET('j');

    private static final @Nullable PickleOpcode[] BY_CODE = new @Nullable PickleOpcode[256];

    static {
        for (PickleOpcode opcode : values()) {
            BY_CODE[opcode.code] = opcode;
        }
    }

    final int code;

    PickleOpcode(int code) {
        this.code = code;
    }

    /** The opcode of a byte, or null where the reader has none. */
    static @Nullable PickleOpcode of(int code) {
        return BY_CODE[code];
    }
}
