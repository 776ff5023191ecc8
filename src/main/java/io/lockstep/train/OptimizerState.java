package io.lockstep.train;

import io.lockstep.network.Parameters;
import io.lockstep.network.TensorLayout;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * The state of training between two steps. Training that resumes from it, now or after a restart, takes bit-identical steps.
 * The state owns its arrays; they are never modified.
 *
 * <p>Parameters are float, because the passes compute with floats. Slots are double, as the gradient is: they accumulate a small
 * share of each gradient, in Adam a thousandth of its square, which a float would partly lose. With a gradient at each step they stay
 * on the driver; with local steps ({@link LocalRounds}) the whole state is broadcast to the executors in each round and comes back.
 *
 * @param parameters after {@code step} steps
 * @param slots state of the optimizer for each parameter, such as the momentum
 * @param step number of steps taken
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
     * One value that an optimizer keeps for each parameter.
     *
     * @param name {@code momentum}, or {@code m} and {@code v}
     * @param values in the layout of the parameters: tensor after tensor, row-major
     */
    public record Slot(String name, double[] values) implements Serializable {

        /** A copy of one tensor's values. */
        public double[] tensor(TensorLayout tensor) {
            return Arrays.copyOfRange(values, tensor.offset(), tensor.end());
        }
    }

    /**
     * The values of a slot; the caller must not modify them.
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
     * The weighted mean of several states, in double, added in their order. All have the same slots.
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

    /** The same state with another step number. */
    OptimizerState at(int otherStep) {
        return new OptimizerState(parameters, slots, otherStep);
    }

    /** The state after one more step. */
    OptimizerState next(float[] values, Slot... nextSlots) {
        return new OptimizerState(new Parameters(parameters.architecture(), values), List.of(nextSlots), step + 1);
    }
}
