package io.lockstep.pass.device;

import org.jspecify.annotations.Nullable;
import org.nd4j.common.config.ND4JClassLoading;

/**
 * Which of its backends ND4J starts with: made once in a virtual machine, before ND4J starts. By itself ND4J tries all that
 * are on the class path, GPUs first, and takes the first that runs.
 */
public final class BackendChoice {
    private static Processor.@Nullable Kind made;

    private BackendChoice() {}

    /** Makes the CPU's backend the choice, unless one has been made: nobody gets a GPU who did not ask for it. */
    public static synchronized void cpuUnlessMade() {
        if (made == null) {
            make(Processor.Kind.CPU);
        }
    }

    /**
     * Makes the choice, or holds it against the one that was made.
     *
     * @throws BackendException if another was made before
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

    /** Why ND4J cannot start with this kind any more, as another training in this process has another; empty if it can. */
    static synchronized String reasonAgainst(Processor.Kind kind) {
        return made == null || made == kind
                ? ""
                : "compute.backend: expected one kind of processor in a JVM, found %s after %s has started. Use another executor or process."
                        .formatted(kind, made);
    }

    /**
     * Holds the backend that ND4J has started with against the choice.
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
