package io.lockstep.network;

import io.lockstep.data.Standardizer;
import io.lockstep.network.device.Processor;

/**
 * All that an executor needs to open a pass, but the parameters.
 *
 * @param kernel which implementation
 * @param standardizer how bytes become features
 * @param processor what computes
 */
public record PassPlan(Kernel kernel, Standardizer standardizer, Processor processor) implements PassFactory {

    /** A plan for the CPU. */
    public PassPlan(Kernel kernel, Standardizer standardizer) {
        this(kernel, standardizer, Processor.CPU);
    }

    /** The same plan with another standardizer. */
    public PassPlan with(Standardizer other) {
        return new PassPlan(kernel, other, processor);
    }

    /** The same plan on another processor. */
    public PassPlan on(Processor other) {
        return new PassPlan(kernel, standardizer, other);
    }

    @Override
    public BlockPass open(Parameters parameters) {
        processor.use();
        NativeThreads.single();
        return switch (kernel) {
            case FUSED -> new FusedPass(parameters, standardizer);
            case ND4J -> new Nd4jPass(parameters, standardizer);
        };
    }
}
