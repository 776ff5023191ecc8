package io.lockstep.bench;

import com.sun.jna.NativeLibrary;
import dev.ludovic.netlib.blas.BLAS;
import io.lockstep.pass.device.NativeThreads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The BLAS that MLlib has chosen: a native one where the system has one, else Java's. Its {@code libblas.so.3} asks for OpenBLAS by
 * a name under which ND4J's is in the process already, so both use the same; loaded by its path, the system's own would get in
 * the way of ND4J's.
 */
final class SystemBlas {
    private SystemBlas() {}

    /** Chooses as MLlib does, gives each task one thread, and says what it is. */
    static String describe() {
        NativeThreads.single();
        BLAS chosen = org.apache.spark.ml.linalg.BLAS$.MODULE$.nativeBLAS();
        String name = chosen.getClass().getSimpleName();
        if (!name.startsWith("JNI")) {
            return name + " (no native BLAS: apt-get install libopenblas0-pthread)";
        }
        chosen.dasum(1, new double[1], 1); // loaded by now
        return name + mapped().stream().map(SystemBlas::single).findFirst().orElse(", the system's");
    }

    /** Libraries of an OpenBLAS in this process that is not ND4J's own. */
    private static List<String> mapped() {
        try (var maps = Files.lines(Path.of("/proc/self/maps"))) {
            return maps.map(line -> line.substring(line.lastIndexOf(' ') + 1))
                    .filter(file -> file.contains("openblas") && !file.contains("javacpp"))
                    .distinct()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Two tasks run at once: with more than a thread each they would stand in each other's way. */
    private static String single(String file) {
        NativeLibrary library = NativeLibrary.getInstance(file);
        library.getFunction("openblas_set_num_threads").invokeVoid(new Object[] {1});
        return ", %s %s, 1 thread a task, %s"
                .formatted(
                        library.getFunction("openblas_get_config")
                                .invokeString(new Object[0], false)
                                .replaceAll("^(OpenBLAS \\S+).*$", "$1"),
                        library.getFunction("openblas_get_corename").invokeString(new Object[0], false),
                        file);
    }
}
