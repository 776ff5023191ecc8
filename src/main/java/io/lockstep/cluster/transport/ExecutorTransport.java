package io.lockstep.cluster.transport;

import io.lockstep.cluster.allreduce.Links;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.client.TransportClientFactory;
import org.apache.spark.network.server.TransportServer;
import org.jspecify.annotations.Nullable;

/**
 * Spark's transport in this JVM: one server and one client factory, started at the first use and kept for all rounds of all trainings of this
 * application, with their threads, connections and buffers.
 *
 * <p>A message belongs to a round, which has a key. {@link #expect} comes before any other executor can know this one's {@link #address}, so
 * that no message of a round comes too early; {@link #forget} ends it. A message with another key is refused.
 */
public final class ExecutorTransport implements AutoCloseable {
    private static @Nullable Started ofThisJvm;

    private final Buffers buffers = new Buffers();
    private final Incoming incoming = new Incoming(buffers);
    private final TransportContext context;
    private final TransportServer server;
    private final TransportClientFactory clients;
    private final Address address;

    /** A JVM in local mode may have one application after another. */
    private record Started(SparkEnv spark, ExecutorTransport transport) {}

    ExecutorTransport(SparkNetwork network) {
        this.context = network.context(incoming);
        this.server = network.listen(context);
        this.clients = context.createClientFactory(network.clientBootstraps());
        this.address = network.at(server.getPort());
    }

    /**
     * The transport of this JVM, in a task or, in local mode, in the driver.
     *
     * @throws io.lockstep.cluster.executor.ResourceException if no port can be had
     */
    public static synchronized ExecutorTransport ofThisJvm() {
        var spark = SparkEnv.get();
        var started = ofThisJvm;
        if (started == null || !started.spark().equals(spark)) {
            if (started != null) {
                ofThisJvm = null;
                started.transport().close();
            }
            started = new Started(spark, new ExecutorTransport(SparkNetwork.of(spark)));
            ofThisJvm = started;
        }
        return started.transport();
    }

    /** Where other executors reach it. */
    public Address address() {
        return address;
    }

    /** From now on messages with this key are accepted. Without effect if they are already. */
    public void expect(String key) {
        incoming.expect(key);
    }

    /**
     * This JVM's links for a round. A connection is opened at the first message to a peer, unless an earlier round has.
     *
     * @param key expected, and not yet connected
     * @param self this JVM's place among the groups
     * @param groups where each group is, in the same order in all JVMs
     * @param names of the groups, for messages
     */
    public Links connect(String key, int self, List<Address> groups, List<String> names) {
        var round = incoming.find(key);
        if (round == null) {
            throw new IllegalStateException("Expected expect(\"" + key + "\") before connect, found none.");
        }
        if (groups.size() != names.size()) {
            throw new IllegalArgumentException(
                    "Expected a name for each of " + groups.size() + " groups, found " + names.size());
        }
        return new PeerLinks(key, self, groups, names, round, clients, buffers);
    }

    /** Ends a round and frees all that is its own. Messages with this key are refused from now on. */
    public void forget(String key) {
        incoming.forget(key);
    }

    /** Closes the port and all connections. */
    @Override
    public void close() {
        server.close();
        clients.close();
        context.close();
    }
}
