package io.lockstep.cluster.round;

import io.lockstep.gradient.Gradient;
import io.lockstep.network.Parameters;
import io.lockstep.train.Optimizer;
import io.lockstep.train.OptimizerState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * An optimizer that makes a mistake in one step of one task.
 *
 * @param where the task that calls
 */
record PlantedOptimizer(Optimizer right, int rank, int step, Fault fault, Where where) implements Optimizer {

    /** The rank of the task that calls. */
    interface Where extends IntSupplier, java.io.Serializable {}

    /** What is done to the state after the step. */
    interface Fault extends java.io.Serializable {
        OptimizerState of(OptimizerState state);
    }

    /** The lowest bit of one value of a slot: so little that it may never reach the parameters. */
    static OptimizerState bitOfASlot(OptimizerState state) {
        List<OptimizerState.Slot> slots = new ArrayList<>(state.slots());
        OptimizerState.Slot last = slots.get(slots.size() - 1);
        double[] values = last.values().clone();
        values[3] = Double.longBitsToDouble(Double.doubleToRawLongBits(values[3]) ^ 1);
        slots.set(slots.size() - 1, new OptimizerState.Slot(last.name(), values));
        return new OptimizerState(state.parameters(), slots, state.step());
    }

    static OptimizerState bitOfAParameter(OptimizerState state) {
        float[] values = state.parameters().values().clone();
        values[5] = Float.intBitsToFloat(Float.floatToRawIntBits(values[5]) ^ 1);
        return new OptimizerState(
                new Parameters(state.parameters().architecture(), values), state.slots(), state.step());
    }

    @Override
    public List<String> slots() {
        return right.slots();
    }

    @Override
    public OptimizerState step(OptimizerState state, Gradient gradient, double learningRate) {
        OptimizerState next = right.step(state, gradient, learningRate);
        return next.step() == step && where.getAsInt() == rank ? fault.of(next) : next;
    }
}
