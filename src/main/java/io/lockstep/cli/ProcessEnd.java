package io.lockstep.cli;

import io.lockstep.cluster.YarnDriver;

/** The last thing that a process does: it hands its exit code to whoever started it. */
public final class ProcessEnd {
    private ProcessEnd() {}

    /** Ends the process, or lets YARN's application master end it. */
    public static void with(int code) throws Exception {
        ExitFile.write(code);
        if (YarnDriver.isThisProcess()) {
            YarnDriver.end(code);
        } else {
            System.exit(code);
        }
    }

    /** Ends a process that has no Spark, and so is nobody's application master. */
    static void withoutSpark(int code) {
        System.exit(code);
    }
}
