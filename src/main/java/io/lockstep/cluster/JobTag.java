package io.lockstep.cluster;

import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;

/**
 * The tag by which a session knows its own Spark jobs, and cancels them and no others. A job has one job group, which is the caller's, but
 * any number of tags: so the group that the caller has set also covers Lockstep's jobs, and cancelling it cancels them.
 *
 * @param spark context of the jobs
 * @param name unique
 */
record JobTag(SparkContext spark, String name) {

    /** A new tag. */
    static JobTag create(JavaSparkContext spark) {
        return new JobTag(spark.sc(), "lockstep-" + UUID.randomUUID());
    }

    /** Runs work whose jobs have this tag, beside those that the thread's jobs have. */
    <T> T run(Supplier<T> work) {
        return JobProperties.ofThisThread(spark).with(name).run(work);
    }

    /** Whether a job with these properties has it. */
    boolean includes(@Nullable Properties job) {
        return job != null
                && List.of(JobProperties.tags(job.getProperty(JobProperties.TAGS)))
                        .contains(name);
    }

    /** Cancels the running jobs that have it. */
    void cancel() {
        spark.cancelJobsWithTag(name);
    }
}
