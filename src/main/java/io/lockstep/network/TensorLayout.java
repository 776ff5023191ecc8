package io.lockstep.network;

import java.io.Serializable;
import java.util.List;

/**
 * The position of one tensor in the flat array of all parameters.
 *
 * @param name {@code w1}, {@code b1}, {@code w2}, ...
 * @param shape (in, out) of a weight, (out) of a bias; row-major
 * @param offset position of its first value
 */
public record TensorLayout(String name, List<Integer> shape, int offset) implements Serializable {

    /** Number of values. */
    public int size() {
        return shape.stream().reduce(1, Math::multiplyExact);
    }

    /** Position after its last value. */
    public int end() {
        return offset + size();
    }

    /** Names a value: {@code w1[3, 7]}. */
    public String coordinate(int index) {
        int within = index - offset;
        return shape.size() == 1
                ? name + "[" + within + "]"
                : name + "[" + within / shape.get(1) + ", " + within % shape.get(1) + "]";
    }
}
