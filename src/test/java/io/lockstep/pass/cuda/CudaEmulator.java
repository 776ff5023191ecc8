package io.lockstep.pass.cuda;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * NVIDIA's libraries as tests have them: {@code src/test/cuda/emulator.cpp}, compiled by g++, which computes on the CPU. It has
 * {@value #DEVICES} GPUs; those behind the first are for tests that break one. Each of Surefire's and Failsafe's processes has
 * a folder of leases of its own (environment variable {@code LOCKSTEP_LEASES}), as if it had a machine of its own.
 */
public final class CudaEmulator {
    /** Number of GPUs. */
    public static final int DEVICES = 4;

    /** Where the libraries and an {@code nvidia-smi} are; Surefire and Failsafe put it on the PATH. */
    public static final Path FOLDER = Path.of("target/cuda-emulator").toAbsolutePath();

    /** What a process that is started with this environment takes for the machine's CUDA. */
    public static final Map<String, String> ENVIRONMENT = Map.of(
            "PATH", FOLDER + ":" + System.getenv("PATH"),
            "CUDA_EMULATOR_DEVICES", Integer.toString(DEVICES),
            "LOCKSTEP_CUDA_LIBRARIES", FOLDER.toString());

    private static final List<String> LIBRARIES = List.of("libcuda.so.1", "libnvrtc.so.12", "libcublasLt.so.12");
    private static final int SECONDS_TO_COMPILE = 120;

    private static String missing = "not looked for";

    private CudaEmulator() {}

    /** What it has beyond NVIDIA's functions. */
    public interface Controls extends Library {
        /** The nth next call of this function answers this code. */
        void emulator_fail(String call, int nth, int code);

        /** Forgets the failures. */
        void emulator_reset();

        /** Bytes of device memory that are taken. */
        long emulator_allocated();

        /** Kernels launched. */
        long emulator_launches();

        /** Matrix products. */
        long emulator_products();

        /** Bytes copied to a device since the last reset. */
        long emulator_uploaded();

        /** Memory of each device, bytes. */
        void emulator_set_memory(long bytes);
    }

    private interface LibC extends Library {
        int setenv(String name, String value, int overwrite);
    }

    /** Makes it the machine's CUDA, or skips the test and says why. */
    public static synchronized void require() {
        if (missing.equals("not looked for")) {
            missing = build();
            if (missing.isEmpty()) {
                System.setProperty(CudaLibraries.PROPERTY, FOLDER.toString());
                Native.load("c", LibC.class).setenv("CUDA_EMULATOR_DEVICES", Integer.toString(DEVICES), 1);
            }
        }
        Assumptions.assumeTrue(missing.isEmpty(), missing);
    }

    /** Its controls, where the machine's CUDA is an emulator. */
    public static Controls controls() {
        String folder = System.getProperty(CudaLibraries.PROPERTY, System.getenv("LOCKSTEP_CUDA_LIBRARIES"));
        return Native.load(Path.of(folder, LIBRARIES.get(0)).toString(), Controls.class);
    }

    /**
     * Compiles it if it is not there yet; one process at a time, as tests run in several.
     *
     * @return why it cannot be; empty if it is there
     */
    public static synchronized String build() {
        try {
            Files.createDirectories(FOLDER);
            try (FileChannel file = FileChannel.open(FOLDER.resolve("lock"), CREATE, WRITE);
                    FileLock lock = file.lock()) {
                return lock.isValid() ? buildAlone() : "no lock of " + FOLDER;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String buildAlone() throws IOException {
        Path library = FOLDER.resolve(LIBRARIES.get(0));
        Path source = Path.of("src/test/cuda/emulator.cpp");
        if (Files.notExists(library)
                || Files.getLastModifiedTime(library).compareTo(Files.getLastModifiedTime(source)) < 0) {
            String problem = compile(source, library);
            if (!problem.isEmpty()) {
                return problem;
            }
        }
        for (String name : LIBRARIES.subList(1, LIBRARIES.size())) {
            Path link = FOLDER.resolve(name);
            if (Files.notExists(link)) {
                Files.createSymbolicLink(link, library.getFileName());
            }
        }
        writeNvidiaSmi();
        return "";
    }

    private static String compile(Path source, Path library) throws IOException {
        Path made = FOLDER.resolve("made.so");
        Process compiler;
        try {
            compiler = new ProcessBuilder(
                            "g++",
                            "-std=c++17",
                            "-O3",
                            "-shared",
                            "-fPIC",
                            "-o",
                            made.toString(),
                            source.toString(),
                            "-ldl")
                    .inheritIO()
                    .start();
        } catch (IOException e) {
            return "g++ is not installed: without it CUDA cannot be emulated";
        }
        try {
            if (!compiler.waitFor(SECONDS_TO_COMPILE, TimeUnit.SECONDS) || compiler.exitValue() != 0) {
                throw new AssertionError("g++ does not compile " + source);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        Files.move(made, library, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        return "";
    }

    private static void writeNvidiaSmi() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int device = 0; device < DEVICES; device++) {
            lines.append("%d, GPU-00000000-0000-0000-0000-%012x, Emulated GPU, 9.0, 570.0%n".formatted(device, device));
        }
        Path script = FOLDER.resolve("nvidia-smi");
        String text = """
                #!/bin/sh
                # As src/test/cuda/emulator.cpp has them.
                case "$*" in *compute_cap*) columns=1-5 ;; *) columns=1-2 ;; esac
                cut -d, -f $columns <<END
                %sEND
                """.formatted(lines);
        if (Files.notExists(script) || !Files.readString(script).equals(text)) { // it may run in another process now
            Files.writeString(script, text);
            script.toFile().setExecutable(true);
        }
    }
}
