package io.lockstep.network;

import java.io.Serializable;

/** Opens block passes; it is sent to executors, the passes are not. */
@FunctionalInterface
public interface PassFactory extends Serializable {

    /**
     * Opens a pass with these parameters on this thread.
     *
     * @throws io.lockstep.network.device.BackendException if the processor cannot be used
     */
    BlockPass open(Parameters parameters);
}
