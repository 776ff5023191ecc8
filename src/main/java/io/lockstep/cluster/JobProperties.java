package io.lockstep.cluster;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;

/**
 * By what a Spark job can be found and cancelled, and in which pool it runs: the caller's job group, and the tags. Spark takes them from the
 * thread that starts a job, so work that moves to another thread takes them along, and the other thread gets its own back.
 *
 * @param spark context of the jobs
 * @param values of the properties that are set
 */
public record JobProperties(SparkContext spark, Map<String, String> values) {
    /** Joined by commas. */
    static final String TAGS = "spark.job.tags";

    /** Number of the training step that the job belongs to. */
    static final String STEP = "lockstep.step";

    private static final List<String> KEYS = List.of(
            "spark.jobGroup.id",
            "spark.job.description",
            "spark.job.interruptOnCancel",
            "spark.scheduler.pool",
            TAGS,
            STEP);

    public JobProperties {
        values = Map.copyOf(values);
    }

    /** Those of this thread, for work on another. */
    public static JobProperties ofThisThread(JavaSparkContext spark) {
        return ofThisThread(spark.sc());
    }

    static JobProperties ofThisThread(SparkContext spark) {
        Map<String, String> values = new HashMap<>();
        for (String key : KEYS) {
            String value = spark.getLocalProperty(key);
            if (value != null) {
                values.put(key, value);
            }
        }
        return new JobProperties(spark, values);
    }

    /** The same with one more tag. */
    JobProperties with(String tag) {
        List<String> present = List.of(tags(values.get(TAGS)));
        if (present.contains(tag)) {
            return this;
        }
        Map<String, String> more = new HashMap<>(values);
        more.put(TAGS, present.isEmpty() ? tag : values.get(TAGS) + "," + tag);
        return new JobProperties(spark, more);
    }

    static String[] tags(@Nullable String joined) {
        return joined == null || joined.isEmpty() ? new String[0] : joined.split(",");
    }

    /** Runs work whose jobs have these properties. Where they have no tag, they are nobody's, and the thread's own stay. */
    public <T> T run(Supplier<T> work) {
        String tags = values.get(TAGS);
        if (tags == null || tags.equals(spark.getLocalProperty(TAGS))) {
            return work.get();
        }
        JobProperties before = ofThisThread(spark);
        set();
        try {
            return work.get();
        } finally {
            before.set();
        }
    }

    private void set() {
        KEYS.forEach(key -> spark.setLocalProperty(key, values.get(key)));
    }
}
