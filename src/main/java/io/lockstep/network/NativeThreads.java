package io.lockstep.network;

import io.lockstep.network.device.BackendChoice;
import org.bytedeco.openblas.global.openblas;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/** Pins the native libraries to the calling thread: the bits of a product depend on how many threads share it. */
public final class NativeThreads {
    static {
        // ND4J sets both numbers when it starts (from OMP_NUM_THREADS, which Spark sets on executors and not on the
        // driver), so it must have started before they are set for good.
        BackendChoice.cpuUnlessMade();
        Nd4j.getExecutioner();
        BackendChoice.verify(Nd4j.getBackend().getClass());
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
        openblas.blas_set_num_threads(1);
    }

    private NativeThreads() {}

    /** Starts ND4J, once in a virtual machine, with one thread for its operations and one for BLAS. */
    public static void single() {
        // the static initialiser has done it
    }
}
