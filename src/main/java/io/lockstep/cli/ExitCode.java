package io.lockstep.cli;

import io.lockstep.check.VerificationException;
import io.lockstep.cluster.audit.AuditException;
import io.lockstep.cluster.bits.MixedClusterException;
import io.lockstep.cluster.executor.ResourceException;
import io.lockstep.config.ConfigException;
import io.lockstep.data.DataException;
import io.lockstep.gradient.DivergedException;
import io.lockstep.gradient.ExampleCountException;
import io.lockstep.pass.cuda.CudaException;
import io.lockstep.pass.device.BackendException;
import io.lockstep.run.OutputException;
import io.lockstep.run.ReproductionException;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** How a command ends. Clear of the codes of Spark (1, 50-59, 101), YARN (10-16) and of signals (128 and above). */
public enum ExitCode {
    /** Done, verified and committed. */
    OK(0, "ok"),
    /** The command line or the configuration. */
    USAGE(64, "usage"),
    /** The input is missing, damaged or not what it says. */
    DATA(65, "data"),
    /** The cluster or the file system does not give what the run needs. */
    RESOURCES(69, "resources"),
    /** A fault of Lockstep. */
    INTERNAL(70, "internal"),
    /** Stopped from outside; the same command can be given again. */
    INTERRUPTED(75, "interrupted"),
    /** A gradient is not what the other opinions say, a block not what it was the first time, or a run not as recorded. */
    VERIFICATION(80, "verification"),
    /** Not a number, infinite, or out of range. */
    DIVERGED(81, "diverged");

    private final int code;
    private final String word;

    ExitCode(int code, String word) {
        this.code = code;
        this.word = word;
    }

    /** The number that the process ends with. */
    public int code() {
        return code;
    }

    /** The word that the record and the error's line begin with. */
    public String word() {
        return word;
    }

    /** What a person should read: the outermost failure that Lockstep has put into words, or else that of the system. */
    static Throwable cause(Throwable failure) {
        List<Throwable> chain =
                Stream.iterate(failure, Objects::nonNull, Throwable::getCause).toList();
        if (chain.stream().noneMatch(ResourceException.class::isInstance)
                && chain.stream().anyMatch(t -> String.valueOf(t).contains("OutOfMemoryError"))) {
            return new ResourceException(
                    ("memory: expected more than %,d MiB of heap for these blocks and parameters, found no more."
                                    + " Set LOCKSTEP_MEMORY (for example 6g), or take a smaller block.rows or network.")
                            .formatted(Runtime.getRuntime().maxMemory() >> 20));
        }
        return chain.stream()
                .filter(t -> of(t) != INTERNAL && !(t instanceof IOException))
                .findFirst()
                .or(() -> chain.stream().filter(IOException.class::isInstance).findFirst())
                .orElse(failure);
    }

    /** The code of one failure, its causes left aside. */
    static ExitCode of(Throwable failure) {
        if (failure instanceof ConfigException) {
            return USAGE;
        }
        if (failure instanceof DataException) {
            return DATA;
        }
        if (failure instanceof ResourceException
                || failure instanceof MixedClusterException
                || failure instanceof OutputException
                || failure instanceof BackendException
                || failure instanceof CudaException
                || failure instanceof IOException) {
            return RESOURCES;
        }
        if (failure instanceof DivergedException) {
            return DIVERGED;
        }
        if (failure instanceof VerificationException
                || failure instanceof AuditException
                || failure instanceof ReproductionException
                || failure instanceof ExampleCountException) {
            return VERIFICATION;
        }
        return failure instanceof StoppedException ? INTERRUPTED : INTERNAL;
    }
}
