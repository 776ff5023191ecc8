package io.lockstep.cli;

import io.lockstep.check.VerificationException;
import io.lockstep.cluster.ResourceException;
import io.lockstep.config.ConfigException;
import io.lockstep.data.DataException;
import io.lockstep.gradient.DivergedException;

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
    /** A gradient is not what the other opinions say. */
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

    /** The cause that a person should read: the deepest one that Lockstep knows, or the failure itself. */
    static Throwable cause(Throwable failure) {
        Throwable known = failure;
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (of(t) != INTERNAL) {
                known = t;
            }
        }
        return known;
    }

    /** The code of one failure, its causes left aside. */
    static ExitCode of(Throwable failure) {
        if (failure instanceof ConfigException) {
            return USAGE;
        }
        if (failure instanceof DataException) {
            return DATA;
        }
        if (failure instanceof ResourceException || failure instanceof java.io.IOException) {
            return RESOURCES;
        }
        if (failure instanceof DivergedException) {
            return DIVERGED;
        }
        if (failure instanceof VerificationException) {
            return VERIFICATION;
        }
        return failure instanceof InterruptedException ? INTERRUPTED : INTERNAL;
    }
}
