package io.lockstep.network;

import io.lockstep.data.Standardizer;
import java.io.Serializable;

/**
 * All that an executor needs to open a pass, but the parameters.
 *
 * @param kernel which implementation
 * @param standardizer how bytes become features
 */
public record PassPlan(Kernel kernel, Standardizer standardizer) implements Serializable {

    /** Opens a pass with these parameters on this thread. */
    public BlockPass open(Parameters parameters) {
        NativeThreads.single();
        return switch (kernel) {
            case FUSED -> new FusedPass(parameters, standardizer);
            case ND4J -> new Nd4jPass(parameters, standardizer);
        };
    }
}
