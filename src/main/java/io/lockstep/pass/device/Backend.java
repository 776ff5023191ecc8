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
 * The compute backend of this machine. Results of two machines are bit-identical if these are equal, or if both {@link #isJava}.
 *
 * @param nd4j version of ND4J; empty if it is not used
 * @param device {@code CPU} or {@code GPU}
 * @param blas library and version for matrix products, or the version of Java
 * @param coreType the kernels that the library chose for this processor, or the vectors of the JVM, or the GPU model and its machine code
 */
public record Backend(String nd4j, String device, String blas, String coreType) implements Serializable {

    /** Starts ND4J if it has not started, and reads its configuration. */
    public static Backend detect() {
        NativeThreads.single();
        String build = ask("openblas_get_config"); // "OpenBLAS 0.3.19 NO_LAPACKE DYNAMIC_ARCH ..."
        return new Backend(
                nd4jVersion(),
                Nd4j.getBackend().getClass().getSimpleName().startsWith("Cpu") ? "CPU" : "GPU",
                build.replaceAll("^(OpenBLAS \\S+).*$", "$1"),
                ask("openblas_get_corename"));
    }

    /** How Java computes in a JVM that was started without its vector module. */
    public static final String PLAIN_LOOPS = "plain loops";

    /** Computed by Java alone, with the vectors of this JVM: {@code vectors of 512 bits}, or {@link #PLAIN_LOOPS}. */
    public static Backend ofJava(String loops) {
        return new Backend("", "CPU", "Java " + Runtime.version().feature(), loops);
    }

    /** Whether it computes by Java alone: such backends give bit-identical results, whatever else they differ in. */
    public boolean isJava() {
        return nd4j.isEmpty() && device.equals("CPU");
    }

    /** Whether it would be faster in a JVM with vectors. */
    public boolean hasPlainLoops() {
        return coreType.equals(PLAIN_LOOPS);
    }

    /** A short description: {@code OpenBLAS 0.3.19 Zen with 1 thread a task, ND4J 1.0.0-M2.1}, or {@code cuBLAS 13.1.0, NVRTC 13.1, NVIDIA H100, sm_90}. */
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

    /** Calls a function of the loaded OpenBLAS without arguments that returns a text; JavaCPP's presets lack it. */
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
