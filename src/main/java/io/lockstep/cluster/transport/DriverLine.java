package io.lockstep.cluster.transport;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.spark.SparkEnv;

/** A task's line to the driver. Works on an executor and in local mode, where the driver is the same JVM. */
public final class DriverLine {
    private final SparkRpc.Line driver;

    private DriverLine(SparkRpc.Line driver) {
        this.driver = driver;
    }

    /** Finds the driver's endpoint; waits for Spark's {@code spark.rpc.lookupTimeout} at most. */
    public static DriverLine to(String endpoint) {
        return new DriverLine(new SparkRpc.Line(SparkEnv.get(), endpoint));
    }

    /**
     * Sends a message. The answer may take as long as the driver wants. It fails with {@link DriverLineException} if the driver answers with
     * a failure or cannot be reached.
     */
    public CompletableFuture<byte[]> ask(byte[] message) {
        return driver.ask(message, null);
    }

    /**
     * Sends a message and waits for the answer.
     *
     * @throws DriverLineException if the driver answers with a failure, cannot be reached, or does not answer within the timeout
     */
    public byte[] ask(byte[] message, Duration timeout) {
        try {
            return driver.ask(message, timeout).get(); // Spark's RPC keeps the deadline
        } catch (ExecutionException e) {
            throw e.getCause() instanceof DriverLineException failure
                    ? failure
                    : new DriverLineException("The message to the driver failed.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DriverLineException("Interrupted while waiting for the driver's answer.", e);
        }
    }
}
