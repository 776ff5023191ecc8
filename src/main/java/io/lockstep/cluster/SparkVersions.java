package io.lockstep.cluster;

/** The versions on this JVM's class path. */
public final class SparkVersions {
    private SparkVersions() {}

    /** Spark's version, as in 3.5.7. */
    public static String spark() {
        return org.apache.spark.package$.MODULE$.SPARK_VERSION();
    }

    /** Scala's version, as in 2.12.18. */
    public static String scala() {
        return scala.util.Properties$.MODULE$.versionNumberString();
    }
}
