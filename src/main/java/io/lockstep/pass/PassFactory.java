package io.lockstep.pass;

import io.lockstep.network.Parameters;
import java.io.Serializable;

/** Opens block passes; the factory is sent to executors, passes are not. */
@FunctionalInterface
public interface PassFactory extends Serializable {

    /**
     * Opens a pass with these parameters on this thread.
     *
     * @throws io.lockstep.pass.device.BackendException if the processor cannot be used
     */
    BlockPass open(Parameters parameters);
}
