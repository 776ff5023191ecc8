package io.lockstep.job;

import io.lockstep.cluster.ClusterSession;
import io.lockstep.config.RunConfig;
import org.apache.spark.sql.SparkSession;

/** One Spark for all jobs of a test: each attaches to it, and leaves it running. */
public record SharedSpark(SparkSession session) implements AutoCloseable {

    public static SharedSpark start() {
        return new SharedSpark(SparkSession.builder()
                .master("local[2]")
                .appName("test")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
                .config("spark.sql.shuffle.partitions", "3")
                .getOrCreate());
    }

    Connection connection(RunConfig config) {
        return new Connection(() -> ClusterSession.attach(session, Sessions.needs(config)));
    }

    @Override
    public void close() {
        session.stop();
    }
}
