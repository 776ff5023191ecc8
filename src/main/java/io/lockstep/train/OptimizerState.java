package io.lockstep.train;

import io.lockstep.network.Parameters;
import io.lockstep.network.TensorLayout;
import java.util.Arrays;
import java.util.List;

/**
 * Where training stands between two steps. Whoever goes on from it, now or after a restart, takes the same steps to the last
 * bit. Its arrays belong to it and are never written again.
 *
 * <p>Parameters are float, because the passes compute with floats. Slots stay double, as the gradient is: they gather a small
 * share of each gradient, in Adam a thousandth of its square, which a float would partly drop. They never leave the driver, so
 * they cost the cluster nothing.
 *
 * @param parameters after {@code step} steps
 * @param slots what the optimizer remembers of the gradients
 * @param step how many steps were taken
 */
public record OptimizerState(Parameters parameters, List<Slot> slots, int step) {

    /**
     * @throws IllegalArgumentException if a slot does not hold a value for each parameter, or the step is below 0
     */
    public OptimizerState {
        slots = List.copyOf(slots);
        if (step < 0) {
            throw new IllegalArgumentException("optimizer state: expected a step of at least 0, found " + step);
        }
        for (Slot slot : slots) {
            if (slot.values().length != parameters.values().length) {
                throw new IllegalArgumentException(
                        "optimizer state after step %d, slot %s: expected a value for each of %d parameters, found %d"
                                .formatted(step, slot.name(), parameters.values().length, slot.values().length));
            }
        }
    }

    /**
     * What an optimizer remembers of each parameter.
     *
     * @param name {@code momentum}, or {@code m} and {@code v}
     * @param values as the parameters lie: every tensor after the other, row-major
     */
    public record Slot(String name, double[] values) {

        /** A copy of one tensor's values. */
        public double[] tensor(TensorLayout tensor) {
            return Arrays.copyOfRange(values, tensor.offset(), tensor.end());
        }
    }

    /**
     * The values of a slot; not to be written.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public double[] slot(String name) {
        for (Slot slot : slots) {
            if (slot.name().equals(name)) {
                return slot.values();
            }
        }
        throw new IllegalArgumentException(
                "optimizer state after step %d: expected a slot %s, found %s. Go on with the optimizer that it belongs to."
                        .formatted(step, name, slots.stream().map(Slot::name).toList()));
    }

    /** After one more step. */
    OptimizerState next(float[] values, Slot... nextSlots) {
        return new OptimizerState(new Parameters(parameters.architecture(), values), List.of(nextSlots), step + 1);
    }
}
