package io.lockstep.data.pickle;

import io.lockstep.data.DataException;
import io.lockstep.data.pickle.PickleValue.Call;
import io.lockstep.data.pickle.PickleValue.Chars;
import io.lockstep.data.pickle.PickleValue.Global;
import io.lockstep.data.pickle.PickleValue.Items;
import io.lockstep.data.pickle.PickleValue.Whole;
import java.util.List;
import java.util.Set;

/**
 * A numpy array that lies in a pickle: what it is and where its bytes are.
 *
 * <p>Numpy pickles an array in one of two ways:
 *
 * <pre>
 * _reconstruct(ndarray, (0,), 'b'), then its state (1, shape, dtype, isFortran, bytes)     any protocol
 * _frombuffer(bytes, dtype, shape, 'C' or 'F')                                             protocol 5
 * </pre>
 *
 * with the dtype as {@code dtype('f4', False, True)} and its state {@code (3, '<', None, None, None, -1, -1, 0)}. Python
 * 3 writes the bytes in protocols 1 and 2 as {@code _codecs.encode(text, 'latin1')}.
 *
 * @param type byte order, kind and bytes of an item: {@code "<f4"}
 * @param shape sizes of the dimensions
 * @param isFortran whether columns, not rows, are contiguous
 * @param bytes the items
 */
record NumpyArray(String type, List<Long> shape, boolean isFortran, Chars bytes) {
    private static final Global NDARRAY = new Global("numpy", "ndarray");
    private static final Global DTYPE = new Global("numpy", "dtype");
    private static final Global ENCODE = new Global("_codecs", "encode");
    /** Numpy 2 moved its core. */
    private static final Set<Global> RECONSTRUCT = Set.of(
            new Global("numpy.core.multiarray", "_reconstruct"), new Global("numpy._core.multiarray", "_reconstruct"));

    private static final Set<Global> FROM_BUFFER =
            Set.of(new Global("numpy.core.numeric", "_frombuffer"), new Global("numpy._core.numeric", "_frombuffer"));

    /** Whether a pickle of arrays may name this. */
    static boolean mayName(Global global) {
        return global.equals(NDARRAY) || mayCall(global);
    }

    /** Whether a pickle of arrays may describe a call of this. */
    static boolean mayCall(Global global) {
        return RECONSTRUCT.contains(global)
                || FROM_BUFFER.contains(global)
                || global.equals(DTYPE)
                || global.equals(ENCODE);
    }

    /**
     * Recognises an array.
     *
     * @param where the array's place, for error messages
     * @throws DataException if it is anything else
     */
    static NumpyArray of(PickleValue value, String where) {
        if (value instanceof Call call) {
            var arguments = call.arguments;
            if (RECONSTRUCT.contains(call.function)
                    && call.state != null
                    && call.state.values().size() == 5
                    && call.state.values().get(3) instanceof Whole isFortran) {
                var state = call.state.values();
                return of(state.get(4), state.get(2), state.get(1), isFortran.value() != 0, where);
            }
            if (FROM_BUFFER.contains(call.function) && arguments.size() == 4) {
                boolean isFortran = !text(arguments.get(3), where).equals("C");
                return of(arguments.get(0), arguments.get(1), arguments.get(2), isFortran, where);
            }
        }
        throw notAnArray(where);
    }

    private static NumpyArray of(
            PickleValue bytes, PickleValue dtype, PickleValue shape, boolean isFortran, String where) {
        return new NumpyArray(type(dtype, where), shape(shape, where), isFortran, bytes(bytes, where));
    }

    /** {@code dtype('f4', ...)} with the state {@code (3, '<', ...)} gives "<f4". */
    private static String type(PickleValue value, String where) {
        if (value instanceof Call dtype
                && dtype.function.equals(DTYPE)
                && !dtype.arguments.isEmpty()
                && dtype.state != null
                && dtype.state.values().size() >= 2) {
            return text(dtype.state.values().get(1), where) + text(dtype.arguments.get(0), where);
        }
        throw notAnArray(where);
    }

    private static List<Long> shape(PickleValue value, String where) {
        if (value instanceof Items items) {
            return items.values().stream().map(size -> whole(size, where)).toList();
        }
        throw notAnArray(where);
    }

    private static Chars bytes(PickleValue value, String where) {
        if (value instanceof Chars chars && !chars.utf8()) {
            return chars;
        }
        if (value instanceof Call call
                && call.function.equals(ENCODE)
                && call.arguments.size() == 2
                && call.arguments.get(0) instanceof Chars chars
                && chars.utf8()
                && text(call.arguments.get(1), where).equals("latin1")) {
            return chars;
        }
        throw notAnArray(where);
    }

    private static String text(PickleValue value, String where) {
        if (value instanceof Chars chars && chars.content() != null) {
            return chars.content();
        }
        throw notAnArray(where);
    }

    private static long whole(PickleValue value, String where) {
        if (value instanceof Whole number) {
            return number.value();
        }
        throw notAnArray(where);
    }

    private static DataException notAnArray(String where) {
        return new DataException(
                where,
                "a numpy array",
                "something else",
                "Make the pickle of ((x_train, y_train), (x_valid, y_valid), (x_test, y_test), all numpy arrays.");
    }
}
