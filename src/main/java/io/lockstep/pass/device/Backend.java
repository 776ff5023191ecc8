package io.lockstep.pass.device;

import com.sun.jna.Function;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.Properties;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What computes on this machine. Two machines give the same bits where these are equal.
 *
 * @param nd4j version of ND4J; empty where it has no part in it
 * @param device {@code CPU} or {@code GPU}
 * @param blas library and version that multiplies matrices
 * @param coreType which of its kernels that library has chosen for this processor, or for which GPU its code is
 */
public record Backend(String nd4j, String device, String blas, String coreType) implements Serializable {

    /** Starts ND4J where it has not started, and asks. */
    public static Backend detect() {
        NativeThreads.single();
        String build = ask("openblas_get_config"); // "OpenBLAS 0.3.19 NO_LAPACKE DYNAMIC_ARCH ..."
        return new Backend(
                nd4jVersion(),
                Nd4j.getBackend().getClass().getSimpleName().startsWith("Cpu") ? "CPU" : "GPU",
                build.replaceAll("^(OpenBLAS \\S+).*$", "$1"),
                ask("openblas_get_corename"));
    }

    /** In a few words: {@code OpenBLAS 0.3.19 Zen with 1 thread a task, ND4J 1.0.0-M2.1}, or {@code cuBLAS 13.1.0, NVRTC 13.1, NVIDIA H100, sm_90}. */
    public String describe() {
        return nd4j.isEmpty()
                ? blas + ", " + coreType
                : "%s %s with 1 thread a task, ND4J %s".formatted(blas, coreType, nd4j);
    }

    /** ND4J's manifest has no version; its Maven description has. */
    private static String nd4jVersion() {
        Properties description = new Properties();
        try (InputStream in = Nd4j.class.getResourceAsStream("/META-INF/maven/org.nd4j/nd4j-api/pom.properties")) {
            if (in != null) {
                description.load(in);
            }
        } catch (IOException e) {
            return "unknown";
        }
        return description.getProperty("version", "unknown");
    }

    /** Calls a function of the loaded OpenBLAS that takes nothing and gives a text; JavaCPP's presets leave it out. */
    private static String ask(String function) {
        Pointer address = Loader.addressof(function);
        if (address == null) {
            return "unknown";
        }
        try {
            return Function.getFunction(new com.sun.jna.Pointer(address.address()))
                    .invokeString(new Object[0], false);
        } catch (LinkageError e) { // JNA has a library of its own
            throw NativeLibraries.failure(e);
        }
    }
}
