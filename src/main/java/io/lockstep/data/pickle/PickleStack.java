package io.lockstep.data.pickle;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The pickle machine's stack, with marks under which nothing can be taken until the mark is gone. */
final class PickleStack {
    private final List<PickleValue> values = new ArrayList<>();
    /** Heights of the stack where marks were set. */
    private final Deque<Integer> marks = new ArrayDeque<>();

    private final PickleInput in;

    /** @param in names the place in errors */
    PickleStack(PickleInput in) {
        this.in = in;
    }

    void push(PickleValue value) {
        values.add(value);
    }

    void mark() {
        marks.push(values.size());
    }

    /** The value on top, which stays. */
    PickleValue top() {
        checkHolds(1);
        return values.get(values.size() - 1);
    }

    PickleValue pop() {
        return pop(1).get(0);
    }

    /** Takes the uppermost values, lowest first. */
    List<PickleValue> pop(int count) {
        checkHolds(count);
        var top = values.subList(values.size() - count, values.size());
        var popped = List.copyOf(top);
        top.clear();
        return popped;
    }

    /** Takes all values above the last mark, and the mark. */
    List<PickleValue> popToMark() {
        if (marks.isEmpty()) {
            throw in.refuse("a tuple or list without a beginning");
        }
        return pop(values.size() - marks.pop());
    }

    private void checkHolds(int count) {
        int floor = marks.isEmpty() ? 0 : marks.peek();
        if (values.size() - count < floor) {
            throw in.refuse("an opcode that needs more values than there are");
        }
    }
}
