package io.lockstep.cluster.transport;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.SparkContext;

/** The driver's side of the tasks' messages, on the RPC server that Spark's driver has anyway: no further port. */
public final class DriverEndpoint implements AutoCloseable {
    private final String name;
    private final SparkRpc.Endpoint endpoint;

    /** What the driver answers. Spark's RPC threads call it, one message at a time: it must not block. */
    public interface Answers {
        /** The answer to a message, now or later. A failure reaches the task as a {@link DriverLineException} with the same text. */
        CompletableFuture<byte[]> to(byte[] message);
    }

    private DriverEndpoint(String name, SparkRpc.Endpoint endpoint) {
        this.name = name;
        this.endpoint = endpoint;
    }

    /** Answers from now on. */
    public static DriverEndpoint open(SparkContext spark, Answers answers) {
        var name = "lockstep-" + UUID.randomUUID();
        return new DriverEndpoint(name, new SparkRpc.Endpoint(spark.env(), name, answers));
    }

    /** The name by which tasks find it; no other endpoint has it. */
    public String name() {
        return name;
    }

    /** Answers no further message. Answers that are due can still be completed. */
    @Override
    public void close() {
        endpoint.unregister();
    }
}
