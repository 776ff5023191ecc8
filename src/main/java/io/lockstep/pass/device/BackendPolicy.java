package io.lockstep.pass.device;

import io.lockstep.data.Spelling;

/** What may compute the gradients. */
public enum BackendPolicy {
    /** The CPU, also where there is a GPU. */
    CPU,
    /** GPUs, or an error. */
    GPU,
    /** GPUs if every executor has one that can be used, else the CPU on every executor; the record says which and why. */
    PREFER_GPU;

    /** As in configuration: {@code cpu}, {@code gpu}, {@code prefer-gpu}. */
    @Override
    public String toString() {
        return Spelling.of(this);
    }
}
