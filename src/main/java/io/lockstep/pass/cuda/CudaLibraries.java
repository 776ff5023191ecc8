package io.lockstep.pass.cuda;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.ptr.IntByReference;
import io.lockstep.pass.device.BackendException;
import io.lockstep.pass.device.NativeLibraries;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The CUDA libraries installed on the machine: the driver, and of the CUDA toolkit the compiler and cuBLAS.
 *
 * @param driver initialised
 * @param driverVersion the newest CUDA that it can run: 12_080 for 12.8
 * @param nvrtc the compiler
 * @param cublasLt the matrix products
 */
record CudaLibraries(Driver driver, int driverVersion, Nvrtc nvrtc, CublasLt cublasLt) {
    /** Folders to search first, joined by colons: an environment variable, or this system property. */
    static final String PROPERTY = "lockstep.cuda.libraries";

    private static final String VARIABLE = "LOCKSTEP_CUDA_LIBRARIES";
    private static final int OLDEST = 12;
    private static final int NEWEST = 13;
    private static final int VERSIONS_IN_A_MAJOR = 1000;

    /** Keeps the libraries loaded: JNA closes unreferenced ones. */
    private static final List<NativeLibrary> KEPT = new ArrayList<>();

    private static @Nullable CudaLibraries loaded;

    /**
     * Loads them, once per JVM.
     *
     * @throws BackendException naming the first that is missing
     */
    static synchronized CudaLibraries load() {
        if (loaded == null) {
            loaded = find();
        }
        return loaded;
    }

    private static CudaLibraries find() {
        NativeLibraries.ready();
        Driver driver = open(
                Driver.class,
                List.of("libcuda.so.1"),
                "Install NVIDIA's driver for CUDA 12 or later, or set compute.backend = cpu.");
        int started = driver.cuInit(0);
        if (started != 0) {
            throw new BackendException(
                    "cuInit: expected the driver to start, found error %d. Check whether nvidia-smi works on this machine, or set compute.backend = cpu."
                            .formatted(started));
        }
        IntByReference version = new IntByReference();
        driver.cuDriverGetVersion(version);
        int newest = Math.min(version.getValue() / VERSIONS_IN_A_MAJOR, NEWEST);
        if (newest < OLDEST) {
            throw new BackendException(
                    "libcuda.so.1: expected a driver for CUDA 12 or later, found one for %d.%d. Update it, or set compute.backend = cpu."
                            .formatted(
                                    version.getValue() / VERSIONS_IN_A_MAJOR,
                                    version.getValue() % VERSIONS_IN_A_MAJOR / 10));
        }
        String remedy =
                "Install the CUDA toolkit's libraries of version %s (NVRTC and cuBLAS), or name their folder in %s."
                        .formatted(newest == OLDEST ? "12" : "12 or 13", VARIABLE);
        return new CudaLibraries(
                driver,
                version.getValue(),
                open(Nvrtc.class, names("libnvrtc.so.", newest), remedy),
                open(CublasLt.class, names("libcublasLt.so.", newest), remedy));
    }

    /** The library names, the newest version that the driver supports first. */
    private static List<String> names(String stem, int newest) {
        return IntStream.iterate(newest, major -> major >= OLDEST, major -> major - 1)
                .mapToObj(major -> stem + major)
                .toList();
    }

    private static <T extends Library> T open(Class<T> functions, List<String> names, String remedy) {
        List<String> problems = new ArrayList<>();
        for (String name : names) {
            for (Path folder : folders()) {
                if (Files.exists(folder.resolve(name))) {
                    try {
                        openBuiltins(folder);
                        return Native.load(folder.resolve(name).toString(), functions);
                    } catch (UnsatisfiedLinkError e) {
                        problems.add(String.valueOf(e.getMessage()).strip());
                    }
                }
            }
            try {
                return Native.load(name, functions); // where the system looks, and LD_LIBRARY_PATH
            } catch (UnsatisfiedLinkError e) {
                // said below
            }
        }
        throw new BackendException("compute.kernel = cuda: expected %s on this machine, found %s. %s"
                .formatted(String.join(" or ", names), problems.isEmpty() ? "none" : problems.get(0), remedy));
    }

    /** NVRTC loads its builtins library by name when it compiles, and does not always search its own folder. */
    private static void openBuiltins(Path folder) {
        for (Path builtins : children(folder, "libnvrtc-builtins.so.")) {
            KEPT.add(NativeLibrary.getInstance(builtins.toString()));
        }
    }

    private static List<Path> folders() {
        List<Path> folders = new ArrayList<>();
        String given = System.getProperty(PROPERTY, System.getenv(VARIABLE));
        if (given != null && !given.isBlank()) {
            Stream.of(given.split(":")).map(Path::of).forEach(folders::add);
        }
        for (String home : List.of("CUDA_HOME", "CUDA_PATH")) {
            String path = System.getenv(home);
            if (path != null && !path.isBlank()) {
                folders.add(Path.of(path, "lib64"));
            }
        }
        folders.add(Path.of("/usr/local/nvidia/lib64")); // where Kubernetes puts the driver
        folders.add(Path.of("/usr/local/cuda/lib64"));
        for (Path toolkit : children(Path.of("/usr/local"), "cuda-1")) {
            folders.add(toolkit.resolve("lib64"));
        }
        return folders;
    }

    /** The files in a folder whose names start with a prefix, the newest version first. */
    private static List<Path> children(Path folder, String start) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(path -> path.getFileName().toString().startsWith(start))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code cuBLAS 12.8.4}. */
    String cublasVersion() {
        long version = cublasLt.cublasLtGetVersion();
        return "cuBLAS %d.%d.%d".formatted(version / 10_000, version / 100 % 100, version % 100);
    }

    /** {@code NVRTC 12.8}. */
    String nvrtcVersion() {
        IntByReference major = new IntByReference();
        IntByReference minor = new IntByReference();
        nvrtc.nvrtcVersion(major, minor);
        return "NVRTC %d.%d".formatted(major.getValue(), minor.getValue());
    }
}
