package io.lockstep.pass.cuda;

import org.jspecify.annotations.Nullable;

/** A call of CUDA has failed on a device that could be used until then. */
public final class CudaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What has become of the device. */
    enum Kind {
        /** It has no room for what was asked; with less it might go on. */
        FULL(
                "Lower cluster.gpu-cache or block.rows, or let fewer tasks share the GPU (spark.task.resource.gpu.amount)."),
        /** This process can no longer use it. */
        LOST(
                "This process can no longer use it: an executor ends, and Spark retries its tasks on another. Check nvidia-smi and the system log."),
        /** Something else. */
        OTHER("Check nvidia-smi, or set compute.backend = cpu.");

        private final String remedy;

        Kind(String remedy) {
            this.remedy = remedy;
        }
    }

    private final Kind kind;

    /** Names the call, the error, the device and what it was doing, and says what to do. */
    CudaException(String call, Kind kind, String error, String device, String doing) {
        super(
                "%s: expected it to work on %s, found %s at %s. %s".formatted(call, device, error, doing, kind.remedy),
                endOfTheProcess(kind));
        this.kind = kind;
    }

    /** Spark ends an executor whose task has failed by an error of the virtual machine, and gets a new one. */
    private static @Nullable Throwable endOfTheProcess(Kind kind) {
        return kind == Kind.LOST ? new InternalError("a GPU was lost") : null;
    }

    /** Whether the device had no room. */
    public boolean isOutOfMemory() {
        return kind == Kind.FULL;
    }

    /** Whether the process can no longer use the device. */
    public boolean isLoss() {
        return kind == Kind.LOST;
    }
}
