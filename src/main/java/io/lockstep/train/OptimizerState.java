package io.lockstep.train;

import io.lockstep.network.Parameters;
import io.lockstep.network.TensorLayout;
import java.io.Serializable;
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
public record OptimizerState(Parameters parameters, List<Slot> slots, int step) implements Serializable {

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
    public record Slot(String name, double[] values) implements Serializable {

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
                "optimizer state after step %d: expected a slot %s, found %s. Resume with the optimizer that wrote it."
                        .formatted(step, name, slots.stream().map(Slot::name).toList()));
    }

    /**
     * The mean of several, each weighted; in double, in their order. All have the same slots.
     *
     * @param weights of the states, at least one above 0
     */
    public static OptimizerState mean(List<OptimizerState> states, List<Long> weights) {
        double total = weights.stream().mapToLong(Long::longValue).sum();
        OptimizerState first = states.get(0);
        double[] parameters = new double[first.parameters.values().length];
        List<Slot> slots = first.slots.stream()
                .map(slot -> new Slot(slot.name(), new double[parameters.length]))
                .toList();
        for (int i = 0; i < states.size(); i++) {
            OptimizerState state = states.get(i);
            double share = weights.get(i) / total;
            for (int j = 0; j < parameters.length; j++) {
                parameters[j] += share * state.parameters.values()[j];
            }
            for (Slot slot : slots) {
                double[] values = state.slot(slot.name());
                for (int j = 0; j < parameters.length; j++) {
                    slot.values()[j] += share * values[j];
                }
            }
        }
        float[] rounded = new float[parameters.length];
        for (int j = 0; j < rounded.length; j++) {
            rounded[j] = (float) parameters[j];
        }
        return new OptimizerState(new Parameters(first.parameters.architecture(), rounded), slots, first.step);
    }

    /** The same after so many steps. */
    OptimizerState at(int otherStep) {
        return new OptimizerState(parameters, slots, otherStep);
    }

    /** After one more step. */
    OptimizerState next(float[] values, Slot... nextSlots) {
        return new OptimizerState(new Parameters(parameters.architecture(), values), List.of(nextSlots), step + 1);
    }
}
