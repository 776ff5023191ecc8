package io.lockstep.pass.device;

import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.bytedeco.openblas.global.openblas;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/** Pins the native libraries to the calling thread: the bits of a product depend on how many threads share it. */
public final class NativeThreads {
    private static final FutureTask<Void> START = new FutureTask<>(NativeThreads::start, null);

    private NativeThreads() {}

    /**
     * Starts ND4J, once per JVM, with one thread for BLAS, and sets one thread for this thread's operations.
     *
     * @throws BackendException if its libraries cannot be unpacked or loaded
     */
    public static void single() {
        startUndisturbed();
        // not once for all: OpenMP has a number for each thread that calls it
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
    }

    /**
     * Starts ND4J while nothing else loads native libraries: JavaCPP loads some while it iterates over the loaded ones, and
     * the C library can then deadlock with another thread that loads one.
     *
     * @throws BackendException if its libraries cannot be unpacked or loaded
     */
    public static void startUndisturbed() {
        START.run(); // by the first thread; the others wait
        try {
            START.get();
        } catch (ExecutionException e) {
            throw NativeLibraries.failure(Objects.requireNonNullElse(e.getCause(), e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while ND4J started", e);
        }
    }

    private static void start() {
        // ND4J sets both numbers when it starts (from OMP_NUM_THREADS, which Spark sets on executors and not on the
        // driver), so it must have started before they are set for good.
        NativeLibraries.ready();
        BackendChoice.cpuUnlessMade();
        Nd4j.getExecutioner();
        BackendChoice.verify(Nd4j.getBackend().getClass());
        openblas.blas_set_num_threads(1);
    }
}
