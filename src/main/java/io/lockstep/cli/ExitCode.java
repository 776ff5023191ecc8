package io.lockstep.cli;

import io.lockstep.job.Verdict;

/** How a command ends. Clear of the codes of Spark (1, 50-59, 101), YARN (10-16) and of signals (128 and above). */
public enum ExitCode {
    /** As {@link Verdict#OK}. */
    OK(0),
    /** As {@link Verdict#USAGE}. */
    USAGE(64),
    /** As {@link Verdict#DATA}. */
    DATA(65),
    /** As {@link Verdict#RESOURCES}. */
    RESOURCES(69),
    /** As {@link Verdict#INTERNAL}. */
    INTERNAL(70),
    /** As {@link Verdict#INTERRUPTED}. */
    INTERRUPTED(75),
    /** As {@link Verdict#VERIFICATION}. */
    VERIFICATION(80),
    /** As {@link Verdict#DIVERGED}. */
    DIVERGED(81);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    /** The number that the process ends with. */
    public int code() {
        return code;
    }

    /** The word that the error's line begins with. */
    public String word() {
        return Verdict.valueOf(name()).word();
    }

    /** Of a job that ended so. */
    static ExitCode of(Verdict verdict) {
        return valueOf(verdict.name());
    }
}
