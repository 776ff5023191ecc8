package io.lockstep;

import io.lockstep.cli.CommandLines;
import io.lockstep.cli.ProcessEnd;
import io.lockstep.cli.StandardError;

/** The application's entry. */
public final class Lockstep {
    private Lockstep() {}

    /** Runs a command; the process ends with its {@link io.lockstep.cli.ExitCode}. */
    public static void main(String[] arguments) throws Exception {
        StandardError.passFilter();
        ProcessEnd.with(CommandLines.execute(arguments));
    }
}
