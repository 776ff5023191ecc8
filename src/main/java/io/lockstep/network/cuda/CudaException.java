package io.lockstep.network.cuda;

/** A call of CUDA has failed on a device that could be used until then. */
public final class CudaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The driver's number for memory that there is not. */
    static final int OUT_OF_MEMORY = 2;

    private final int error;

    /** Names the call, the error, the device and what it was doing, and says what to do. */
    CudaException(String call, int error, String name, String device, String doing, String remedy) {
        super("%s: expected it to work on %s, found %s at %s. %s".formatted(call, device, name, doing, remedy));
        this.error = error;
    }

    boolean isOutOfMemory() {
        return error == OUT_OF_MEMORY;
    }
}
