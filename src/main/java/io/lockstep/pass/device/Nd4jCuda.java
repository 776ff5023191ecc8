package io.lockstep.pass.device;

import java.util.List;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.factory.Nd4jBackend;

/** ND4J's CUDA backend, asked for by name: it is on the class path only where the profile {@code cuda} was built. */
public final class Nd4jCuda {
    private Nd4jCuda() {}

    /**
     * Prepares this thread for the GPU at an address: everything is checked before ND4J starts.
     *
     * @throws BackendException naming the first thing that is missing
     */
    static void use(String address) {
        List<Gpu> gpus = gpus(address);
        Gpu gpu = Gpu.at(address, gpus);
        int number = VisibleDevices.number(gpu, gpus, System.getenv());
        DeviceLease.take(gpu);
        BackendChoice.make(Processor.Kind.GPU);
        Nd4j.getAffinityManager().unsafeSetDevice(number);
    }

    /**
     * Checks whether a GPU can be used, without starting ND4J.
     *
     * @return why not; empty if it can
     */
    public static String reasonAgainst(String address) {
        try {
            gpus(address);
            return BackendChoice.reasonAgainst(Processor.Kind.GPU);
        } catch (BackendException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** The machine's GPUs, after checking that the one at the address can be used. */
    private static List<Gpu> gpus(String address) {
        Nd4jBackend backend = backend();
        Gpu.requireGiven(address);
        List<Gpu> gpus = NvidiaSmi.gpus();
        Gpu.at(address, gpus).requireCode();
        requireLibraries(backend);
        return gpus;
    }

    private static Nd4jBackend backend() {
        try {
            return Class.forName(Processor.Kind.GPU.backend())
                    .asSubclass(Nd4jBackend.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new BackendException(
                    "compute.backend: expected ND4J's CUDA build in the application, found the one for the CPU. Build with \"mvn -P cuda -DskipTests package\", or set compute.backend = cpu.",
                    e);
        }
    }

    private static void requireLibraries(Nd4jBackend backend) {
        NativeLibraries.ready();
        try {
            if (backend.canRun()) {
                return;
            }
        } catch (RuntimeException | LinkageError e) {
            Throwable root = e;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            throw new BackendException(
                    "compute.backend: expected CUDA 11 to load (libcudart.so.11.0, libcublas.so.11, libcublasLt.so.11, libcusolver.so.11), found "
                            + root + ". Install the CUDA 11.6 runtime, or set compute.backend = cpu.",
                    e);
        }
        throw new BackendException(
                "compute.backend: expected CUDA to find a GPU, found none. Look at CUDA_VISIBLE_DEVICES, or set compute.backend = cpu.");
    }
}
