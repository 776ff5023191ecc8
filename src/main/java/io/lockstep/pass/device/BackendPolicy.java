package io.lockstep.pass.device;

import io.lockstep.data.Spelling;

/** The processors that may compute the gradients. */
public enum BackendPolicy {
    /** The CPU, even if there is a GPU. */
    CPU,
    /** GPUs, or an error. */
    GPU,
    /** GPUs if every executor has a usable one, else the CPU on every executor; the record says which and why. */
    PREFER_GPU;

    /** As in configuration: {@code cpu}, {@code gpu}, {@code prefer-gpu}. */
    @Override
    public String toString() {
        return Spelling.of(this);
    }
}
