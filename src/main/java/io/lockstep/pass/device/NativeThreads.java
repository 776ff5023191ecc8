package io.lockstep.pass.device;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.bytedeco.openblas.global.openblas;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/** Pins the native libraries to the calling thread: the bits of a product depend on how many threads share it. */
public final class NativeThreads {
    private static final FutureTask<Void> START = new FutureTask<>(NativeThreads::start, null);

    private NativeThreads() {}

    /** Starts ND4J, once in a virtual machine, with one thread for BLAS, and gives this thread's operations one. */
    public static void single() {
        START.run(); // by whoever comes first; the others wait
        try {
            START.get();
            // not once for all: OpenMP has a number for each thread that calls it
            NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException exception) {
                throw exception; // which says what is wrong, each time
            }
            throw e.getCause() instanceof Error error ? error : new ExceptionInInitializerError(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while ND4J started", e);
        }
    }

    /**
     * Starts ND4J, while nothing else loads native libraries: JavaCPP opens some from within a walk over those that are there, and
     * the C library lets that wait for ever for another thread that opens one. If it fails, whoever needs it hears of it.
     */
    public static void startUndisturbed() {
        START.run();
    }

    private static void start() {
        // ND4J sets both numbers when it starts (from OMP_NUM_THREADS, which Spark sets on executors and not on the
        // driver), so it must have started before they are set for good.
        BackendChoice.cpuUnlessMade();
        Nd4j.getExecutioner();
        BackendChoice.verify(Nd4j.getBackend().getClass());
        openblas.blas_set_num_threads(1);
    }
}
