package io.lockstep.cluster;

import java.util.Properties;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;

/**
 * Spark's job group. It is a property of the thread that starts a job, and the thread may be the caller's, with a
 * group of its own: so it is set around Lockstep's work, and the previous group is restored.
 *
 * @param spark context of the jobs
 * @param id by which the jobs are cancelled; null for none
 * @param description in Spark's web page; null for none
 * @param interrupts whether a cancelled task's thread is interrupted; null for no
 */
public record JobGroup(
        SparkContext spark,
        @Nullable String id,
        @Nullable String description,
        @Nullable String interrupts) {
    private static final String ID = "spark.jobGroup.id";
    private static final String DESCRIPTION = "spark.job.description";
    private static final String INTERRUPTS = "spark.job.interruptOnCancel";

    /** A new group with a unique id. */
    static JobGroup create(JavaSparkContext spark) {
        return new JobGroup(spark.sc(), "lockstep-" + UUID.randomUUID(), "Lockstep", null);
    }

    /** The group of this thread, for work on another thread. */
    public static JobGroup ofThisThread(JavaSparkContext spark) {
        return ofThisThread(spark.sc());
    }

    private static JobGroup ofThisThread(SparkContext spark) {
        return new JobGroup(
                spark,
                spark.getLocalProperty(ID),
                spark.getLocalProperty(DESCRIPTION),
                spark.getLocalProperty(INTERRUPTS));
    }

    /** Runs work whose jobs belong to this group; if it has no id, to the thread's group. */
    public <T> T run(Supplier<T> work) {
        if (id == null || id.equals(spark.getLocalProperty(ID))) {
            return work.get();
        }
        JobGroup before = ofThisThread(spark);
        set();
        try {
            return work.get();
        } finally {
            before.set();
        }
    }

    private void set() {
        spark.setLocalProperty(ID, id);
        spark.setLocalProperty(DESCRIPTION, description);
        spark.setLocalProperty(INTERRUPTS, interrupts);
    }

    /** Whether a job with these properties belongs to it. */
    boolean includes(@Nullable Properties job) {
        return job != null && id != null && id.equals(job.getProperty(ID));
    }

    /** Cancels its running jobs. */
    void cancel() {
        if (id != null) {
            spark.cancelJobGroup(id);
        }
    }
}
