package io.lockstep.job;

import io.lockstep.check.VerificationException;
import io.lockstep.cluster.CancelledException;
import io.lockstep.cluster.audit.AuditException;
import io.lockstep.cluster.bits.MixedClusterException;
import io.lockstep.cluster.executor.ResourceException;
import io.lockstep.cluster.round.ReplicaException;
import io.lockstep.config.ConfigException;
import io.lockstep.data.DataException;
import io.lockstep.data.Spelling;
import io.lockstep.gradient.DivergedException;
import io.lockstep.gradient.ExampleCountException;
import io.lockstep.pass.cuda.CudaException;
import io.lockstep.pass.device.BackendException;
import io.lockstep.run.OutputException;
import io.lockstep.run.ReproductionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** How a job ends, and which of its failures is told. */
public enum Verdict {
    /** Done, verified and committed. */
    OK,
    /** The command line or the configuration. */
    USAGE,
    /** The input is missing, damaged or not what it says. */
    DATA,
    /** The machine, the cluster or the file system does not give what the job needs. */
    RESOURCES,
    /** An error in Lockstep. */
    INTERNAL,
    /** Stopped from outside; the same command can be given again. */
    INTERRUPTED,
    /** A gradient disagrees with its references, a block with its second computation, or a run with its record. */
    VERIFICATION,
    /** Not a number, infinite, or out of range. */
    DIVERGED;

    /** As records and the error's line have it: {@code ok}, {@code usage}, ... */
    public String word() {
        return Spelling.of(this);
    }

    /** What a person should read: the outermost failure that Lockstep has put into words, or else that of the system. */
    public static Throwable cause(Throwable failure) {
        List<Throwable> chain =
                Stream.iterate(failure, Objects::nonNull, Throwable::getCause).toList();
        if (chain.stream().noneMatch(ResourceException.class::isInstance)
                && chain.stream().anyMatch(t -> String.valueOf(t).contains("OutOfMemoryError"))) {
            return new ResourceException(
                    ("memory: expected more than %,d MiB of heap for these blocks and parameters, found no more."
                                    + " Set LOCKSTEP_MEMORY (for example 6g), or use a smaller block.rows or network.")
                            .formatted(Runtime.getRuntime().maxMemory() >> 20));
        }
        return chain.stream()
                .filter(t -> of(t) != INTERNAL && !(t instanceof IOException))
                .findFirst()
                .or(() -> chain.stream().filter(IOException.class::isInstance).findFirst())
                .orElse(failure);
    }

    /** The verdict on one failure, its causes left aside. */
    public static Verdict of(Throwable failure) {
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
                || failure instanceof IOException
                || failure instanceof UncheckedIOException) {
            return RESOURCES;
        }
        if (failure instanceof DivergedException) {
            return DIVERGED;
        }
        if (failure instanceof VerificationException
                || failure instanceof AuditException
                || failure instanceof ReplicaException
                || failure instanceof ReproductionException
                || failure instanceof ExampleCountException) {
            return VERIFICATION;
        }
        return failure instanceof StoppedException || failure instanceof CancelledException ? INTERRUPTED : INTERNAL;
    }

    /** What a failure says, in words. */
    public static String message(Throwable cause) {
        return cause instanceof FileSystemException || cause.getMessage() == null
                ? cause.toString()
                : cause.getMessage();
    }
}
