package io.lockstep.cluster.transport;

import java.io.Serializable;

/**
 * Where an executor's transport can be reached.
 *
 * @param executor Spark's name of the executor
 * @param host the host that Spark advertises for the executor's blocks
 * @param port the port of its transport
 */
public record Address(String executor, String host, int port) implements Serializable {
    @Override
    public String toString() {
        return "executor " + executor + " on " + host + ":" + port;
    }
}
