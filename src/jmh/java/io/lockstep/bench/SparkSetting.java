package io.lockstep.bench;

import java.util.List;
import java.util.Map;

/**
 * Settings of Spark that a reader may want to compare; they hold for a whole session.
 *
 * @param name what they are called
 * @param properties Spark's
 */
record SparkSetting(String name, Map<String, String> properties) {

    /** One after the other; the first changes nothing, and shows what differs between sessions by chance. */
    static List<SparkSetting> all() {
        return List.of(
                new SparkSetting("the same settings, another session", Map.of()),
                one("spark.broadcast.compress", "false"),
                one("spark.rdd.compress", "true"), // for blocks that are kept as bytes; ours are kept as objects
                one("spark.shuffle.compress", "false"),
                one("spark.task.maxDirectResultSize", "1m")); // Spark's own: larger sums are fetched
    }

    private static SparkSetting one(String key, String value) {
        return new SparkSetting(key + "=" + value, Map.of(key, value));
    }
}
