package io.lockstep.data.pickle;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a pickle says, as a tree: calls are described, never made, and long strings are located, never held.
 *
 * <p>A pickle is a program for a small stack machine. {@link PickleReader} runs the harmless part of it and leaves this
 * tree; {@link NumpyArray} recognises numpy's arrays in it.
 */
sealed interface PickleValue {

    /** {@code None}. */
    enum Nothing implements PickleValue {
        NONE
    }

    /** A whole number; {@code False} and {@code True} are 0 and 1, as in Python. */
    record Whole(long value) implements PickleValue {}

    /**
     * A string: Python 2's, bytes, or text.
     *
     * @param offset of its first byte in the unpacked file
     * @param length bytes it takes up there
     * @param utf8 whether these are UTF-8, as of a text, and not the bytes themselves
     * @param size characters of a text, bytes otherwise
     * @param content the string if it is short enough to be a name, else null
     */
    record Chars(
            long offset,
            long length,
            boolean utf8,
            long size,
            @Nullable String content) implements PickleValue, Serializable {
        private static final long serialVersionUID = 1L;
    }

    /** A name in a module: {@code numpy dtype}. */
    record Global(String module, String name) implements PickleValue {
        @Override
        public String toString() {
            return module + "." + name;
        }
    }

    /** A tuple, whose items never change, or a list, which the reader still fills. */
    record Items(List<PickleValue> values) implements PickleValue {}

    /** What {@code function(*arguments)} would give, and the state that would be set on it afterwards, if any. */
    final class Call implements PickleValue {
        final Global function;
        final List<PickleValue> arguments;
        /** Set after the call may have been remembered, hence not a record. */
        @Nullable
        Items state;

        Call(Global function, List<PickleValue> arguments) {
            this.function = function;
            this.arguments = arguments;
        }
    }
}
