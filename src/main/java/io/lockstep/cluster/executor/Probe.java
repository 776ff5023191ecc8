package io.lockstep.cluster.executor;

import java.io.Serializable;

/** A question that an executor answers about itself. */
@FunctionalInterface
public interface Probe<T> extends Serializable {
    /** Looks; {@code gpuAddress} is the GPU that Spark gave to the task, empty if it gave none. */
    T look(String gpuAddress);
}
