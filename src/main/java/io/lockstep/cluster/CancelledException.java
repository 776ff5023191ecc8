package io.lockstep.cluster;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.SparkException;

/**
 * The work was cancelled from outside: by Spark's job group, job or stage, by its web page, or by an interruption of the thread that waited
 * for it. Nothing is wrong with it, and the session is usable.
 */
public final class CancelledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Spark's words; no exception of its own says so. */
    private static final Pattern JOB = Pattern.compile("Job (\\d+) cancelled\\b *([^\\n]*)");

    private final boolean byInterruption;

    private CancelledException(String found, boolean byInterruption, Throwable cause) {
        super(
                "Spark: expected the jobs of this work to end, found %s. Nothing else is wrong: start it again; a run resumes from its last checkpoint."
                        .formatted(found),
                cause);
        this.byInterruption = byInterruption;
    }

    /** The exception for a failure, followed by its causes; empty if nobody has cancelled anything. */
    static Optional<CancelledException> of(List<Throwable> chain) {
        boolean isOfThisThread = true;
        for (Throwable cause : chain) {
            if (cause instanceof CancelledException known) {
                return Optional.of(known);
            }
            if (cause instanceof InterruptedException && isOfThisThread) {
                return Optional.of(
                        new CancelledException("this thread interrupted while it waited for one", true, chain.get(0)));
            }
            if (cause instanceof SparkException) {
                isOfThisThread = false; // what follows may have been thrown in a task
                Matcher job = JOB.matcher(String.valueOf(cause.getMessage()));
                if (job.find()) {
                    return Optional.of(new CancelledException(found(job), false, chain.get(0)));
                }
            }
        }
        return Optional.empty();
    }

    /** Whether somebody has cancelled the work that failed so. */
    public static boolean isCauseOf(Throwable failure) {
        return of(Stream.iterate(failure, Objects::nonNull, Throwable::getCause).toList())
                .isPresent();
    }

    private static String found(Matcher job) {
        String why = job.group(2).replaceFirst("^part of ", "as part of the ").strip();
        return "job %s cancelled%s".formatted(job.group(1), why.isEmpty() ? "" : " " + why);
    }

    /** Whether the waiting thread was interrupted; its jobs then still run. */
    boolean isByInterruption() {
        return byInterruption;
    }
}
