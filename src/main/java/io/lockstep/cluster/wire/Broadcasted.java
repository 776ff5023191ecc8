package io.lockstep.cluster.wire;

import java.io.Serializable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** A Spark broadcast: each executor gets the value once. When the driver closes it, it is removed from all of them. */
public final class Broadcasted<T> implements Serializable, AutoCloseable {
    private static final long serialVersionUID = 1L;

    private final Broadcast<JavaSerialized<T>> broadcast;

    private Broadcasted(Broadcast<JavaSerialized<T>> broadcast) {
        this.broadcast = broadcast;
    }

    /** Broadcasts a value; it is sent when a task first reads it. */
    public static <T> Broadcasted<T> of(JavaSparkContext spark, T value) {
        return new Broadcasted<>(spark.broadcast(JavaSerialized.of(value)));
    }

    /** The value, in a task. */
    public T value() {
        return broadcast.value().value();
    }

    @Override
    public void close() {
        broadcast.destroy();
    }
}
