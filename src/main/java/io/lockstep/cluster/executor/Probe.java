package io.lockstep.cluster.executor;

import java.io.Serializable;

/** A query that runs on an executor and reports about it. */
@FunctionalInterface
public interface Probe<T> extends Serializable {
    /** Runs the query; {@code gpuAddress} is the GPU that Spark assigned to the task, empty if none. */
    T look(String gpuAddress);
}
