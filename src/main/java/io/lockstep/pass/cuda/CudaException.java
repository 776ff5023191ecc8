package io.lockstep.pass.cuda;

import org.jspecify.annotations.Nullable;

/** A CUDA call failed on a device that was usable before. */
public final class CudaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The state of the device after the error. */
    enum Kind {
        /** Out of memory; smaller allocations may succeed. */
        FULL(
                "Lower cluster.gpu-cache or block.rows, or let fewer tasks share the GPU (spark.task.resource.gpu.amount)."),
        /** This process can no longer use it. */
        LOST(
                "This process can no longer use it: an executor ends, and Spark retries its tasks on another. Check nvidia-smi and the system log."),
        /** Other errors. */
        OTHER("Check nvidia-smi, or set compute.backend = cpu.");

        private final String remedy;

        Kind(String remedy) {
            this.remedy = remedy;
        }
    }

    private final Kind kind;

    /** Names the call, the error, the device and its operation, and says how to fix it. */
    CudaException(String call, Kind kind, String error, String device, String doing) {
        super(
                "%s: expected it to work on %s, found %s at %s. %s".formatted(call, device, error, doing, kind.remedy),
                endOfTheProcess(kind));
        this.kind = kind;
    }

    /** Spark ends an executor whose task failed with a {@link VirtualMachineError}, and gets a new one. */
    private static @Nullable Throwable endOfTheProcess(Kind kind) {
        return kind == Kind.LOST ? new InternalError("a GPU was lost") : null;
    }

    /** Whether the device was out of memory. */
    public boolean isOutOfMemory() {
        return kind == Kind.FULL;
    }

    /** Whether the process can no longer use the device. */
    public boolean isLoss() {
        return kind == Kind.LOST;
    }
}
