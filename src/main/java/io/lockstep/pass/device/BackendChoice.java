package io.lockstep.pass.device;

import org.jspecify.annotations.Nullable;
import org.nd4j.common.config.ND4JClassLoading;

/**
 * The choice of ND4J's backend, made once per JVM, before ND4J starts. By default ND4J tries all that
 * are on the class path, GPUs first, and takes the first that runs.
 */
public final class BackendChoice {
    private static Processor.@Nullable Kind made;

    private BackendChoice() {}

    /** Chooses the CPU backend, unless one was chosen: a GPU is used only on request. */
    public static synchronized void cpuUnlessMade() {
        if (made == null) {
            make(Processor.Kind.CPU);
        }
    }

    /**
     * Chooses a backend, or checks that it equals the previous choice.
     *
     * @throws BackendException if another was chosen before
     */
    static synchronized void make(Processor.Kind kind) {
        String reason = reasonAgainst(kind);
        if (!reason.isEmpty()) {
            throw new BackendException(reason);
        }
        if (made == null) {
            ND4JClassLoading.setNd4jClassloader(new OneBackend(kind.backend()));
            made = kind;
        }
    }

    /** Why ND4J cannot start with this kind, because another training in this process uses another; empty if it can. */
    static synchronized String reasonAgainst(Processor.Kind kind) {
        return made == null || made == kind
                ? ""
                : "compute.backend: expected one kind of processor in a JVM, found %s after %s has started. Use another executor or process."
                        .formatted(kind, made);
    }

    /**
     * Checks that ND4J started with the chosen backend.
     *
     * @param backend its class
     * @throws BackendException if it is another
     */
    public static synchronized void verify(Class<?> backend) {
        if (made != null && !backend.getName().equals(made.backend())) {
            throw new BackendException(
                    "compute.backend: expected ND4J to start with %s, found %s. ND4J was started by something else before."
                            .formatted(made.backend(), backend.getName()));
        }
    }
}
