package io.lockstep.cluster;

import org.apache.spark.SparkUserAppException;

/**
 * The driver in YARN's cluster mode. It runs inside Spark's application master, which treats the end of the process as a
 * failure even if the exit code is 0, and reads the exit code from an exception of Spark's.
 */
public final class YarnDriver {
    private YarnDriver() {}

    /** Whether this process is that application master, which sets both properties. */
    public static boolean isThisProcess() {
        return "yarn".equals(System.getProperty("spark.master"))
                && "cluster".equals(System.getProperty("spark.submit.deployMode"));
    }

    /** Passes the exit code to the application master; to be called last in {@code main}, which must return after it. */
    public static void end(int code) throws SparkUserAppException {
        if (code != 0) {
            throw new SparkUserAppException(code);
        }
    }
}
