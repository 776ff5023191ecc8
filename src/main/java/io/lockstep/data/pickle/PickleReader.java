package io.lockstep.data.pickle;

import io.lockstep.data.UnpackedInput;
import io.lockstep.data.pickle.PickleValue.Call;
import io.lockstep.data.pickle.PickleValue.Chars;
import io.lockstep.data.pickle.PickleValue.Global;
import io.lockstep.data.pickle.PickleValue.Items;
import io.lockstep.data.pickle.PickleValue.Nothing;
import io.lockstep.data.pickle.PickleValue.Whole;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs the safe opcodes of pickles (protocols 1 to 5) and refuses all others.
 *
 * <p>Nothing that a pickle names is ever loaded or called. What it may name is a closed list, the number of opcodes is
 * bounded, and with it the stack and the memo; strings are stepped over, so memory does not grow with their length.
 */
final class PickleReader {
    private static final int MAX_OPCODES = 10_000;
    private static final int MAX_PROTOCOL = 5;

    private final PickleInput in;
    private final PickleStack stack;
    /** Values that the pickle refers to again by number. */
    private final Map<Long, PickleValue> memo = new HashMap<>();

    private PickleReader(PickleInput in) {
        this.in = in;
        this.stack = new PickleStack(in);
    }

    /**
     * Reads one pickle, which must be all of the file.
     *
     * @throws DataException if it is damaged, or asks for anything but tuples, lists and numpy arrays
     */
    static PickleValue read(UnpackedInput file) {
        return new PickleReader(new PickleInput(file)).run();
    }

    private PickleValue run() {
        for (int opcodes = 0; opcodes < MAX_OPCODES; opcodes++) {
            var opcode = in.opcode();
            if (opcode == PickleOpcode.STOP) {
                var result = stack.pop();
                in.expectEnd();
                return result;
            }
            step(opcode);
        }
        throw in.refuse("more than " + MAX_OPCODES + " opcodes");
    }

    private void step(PickleOpcode opcode) {
        switch (opcode) {
            case PROTO -> checkProtocol(in.next());
            case FRAME -> in.unsigned(Long.BYTES); // its length is a hint for reading ahead, without meaning
            case STOP -> throw new IllegalStateException("STOP ends the run");

            case NONE -> stack.push(Nothing.NONE);
            case NEWTRUE -> stack.push(new Whole(1));
            case NEWFALSE -> stack.push(new Whole(0));
            case INT -> stack.push(decimal(in.line()));
            case BININT -> stack.push(new Whole(in.signed(Integer.BYTES)));
            case BININT1 -> stack.push(new Whole(in.next()));
            case BININT2 -> stack.push(new Whole(in.unsigned(Short.BYTES)));
            case LONG1 -> stack.push(new Whole(in.signed(in.next())));

            case SHORT_BINSTRING, SHORT_BINBYTES -> stack.push(in.chars(1, false));
            case BINSTRING, BINBYTES -> stack.push(in.chars(Integer.BYTES, false));
            case BINBYTES8, BYTEARRAY8 -> stack.push(in.chars(Long.BYTES, false));
            case SHORT_BINUNICODE -> stack.push(in.chars(1, true));
            case BINUNICODE -> stack.push(in.chars(Integer.BYTES, true));
            case BINUNICODE8 -> stack.push(in.chars(Long.BYTES, true));

            case MARK -> stack.mark();
            case EMPTY_TUPLE -> stack.push(new Items(List.of()));
            case TUPLE1 -> stack.push(new Items(stack.pop(1)));
            case TUPLE2 -> stack.push(new Items(stack.pop(2)));
            case TUPLE3 -> stack.push(new Items(stack.pop(3)));
            case TUPLE -> stack.push(new Items(stack.popToMark()));
            case EMPTY_LIST -> stack.push(new Items(new ArrayList<>()));
            case APPEND -> append(stack.pop(1));
            case APPENDS -> append(stack.popToMark());

            case GLOBAL -> stack.push(global(in.line(), in.line()));
            case STACK_GLOBAL -> stack.push(stackGlobal(stack.pop(2)));
            case REDUCE -> stack.push(call(stack.pop(2)));
            case BUILD -> build(stack.pop());

            case BINPUT -> memo.put((long) in.next(), stack.top());
            case LONG_BINPUT -> memo.put(in.unsigned(Integer.BYTES), stack.top());
            case MEMOIZE -> memo.put((long) memo.size(), stack.top());
            case BINGET -> stack.push(recall(in.next()));
            case LONG_BINGET -> stack.push(recall(in.unsigned(Integer.BYTES)));
        }
    }

    private void checkProtocol(int protocol) {
        if (protocol > MAX_PROTOCOL) {
            throw in.refuse("pickle protocol " + protocol);
        }
    }

    private Whole decimal(String digits) {
        try {
            return new Whole(Long.parseLong(digits));
        } catch (NumberFormatException e) {
            throw in.refuse("the number '" + digits + "'");
        }
    }

    private void append(List<PickleValue> values) {
        if (!(stack.top() instanceof Items list) || !(list.values() instanceof ArrayList<PickleValue> growing)) {
            throw in.refuse("an append to something that is no list");
        }
        growing.addAll(values);
    }

    private Global stackGlobal(List<PickleValue> names) {
        if (names.get(0) instanceof Chars module
                && names.get(1) instanceof Chars name
                && module.content() != null
                && name.content() != null) {
            return global(module.content(), name.content());
        }
        throw in.refuse("a global whose name is no short string");
    }

    private Global global(String module, String name) {
        var global = new Global(module, name);
        if (!NumpyArray.mayName(global)) {
            throw in.refuse("the global " + global);
        }
        return global;
    }

    private Call call(List<PickleValue> functionAndArguments) {
        if (functionAndArguments.get(0) instanceof Global function
                && functionAndArguments.get(1) instanceof Items arguments) {
            if (!NumpyArray.mayCall(function)) {
                throw in.refuse("a call of " + function);
            }
            return new Call(function, arguments.values());
        }
        throw in.refuse("a call of something that is no function");
    }

    private void build(PickleValue state) {
        if (!(stack.top() instanceof Call call) || !(state instanceof Items items) || call.state != null) {
            throw in.refuse("a state for something that takes none");
        }
        call.state = items;
    }

    private PickleValue recall(long key) {
        @Nullable PickleValue value = memo.get(key);
        if (value == null) {
            throw in.refuse("a use of value " + key + ", which was never remembered");
        }
        return value;
    }
}
