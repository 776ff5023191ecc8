package io.lockstep.cluster.transport;

import io.lockstep.cluster.executor.ResourceException;
import java.util.List;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.client.TransportClientBootstrap;
import org.apache.spark.network.crypto.AuthClientBootstrap;
import org.apache.spark.network.crypto.AuthServerBootstrap;
import org.apache.spark.network.netty.SparkTransportConf;
import org.apache.spark.network.server.RpcHandler;
import org.apache.spark.network.server.TransportServer;
import org.apache.spark.network.server.TransportServerBootstrap;
import org.apache.spark.network.util.TransportConf;
import org.apache.spark.util.Utils;
import scala.Option;
import scala.Tuple2;

/**
 * Spark's network layer, set up as Spark sets it up for its own blocks. {@code SecurityManager}, {@code SparkTransportConf} and {@code Utils}
 * are {@code private[spark]} in Scala and public in byte code: another version of Spark may change them, so that no other class of Lockstep
 * may use them.
 */
final class SparkNetwork {
    /** Where the first port to try is set; 0, the default, is any free port. */
    static final String PORT = "spark.lockstep.port";

    private static final String CRYPTO = "spark.network.crypto.enabled";
    private static final String SASL_FALLBACK = "spark.network.crypto.saslFallback";
    private static final String CONNECTION_TIMEOUT = "spark.lockstep.io.connectionCreationTimeout";

    private final SparkConf conf;
    private final String bindHost;
    private final String host;
    private final String executor;
    private final TransportConf transport;
    private final List<TransportServerBootstrap> serverBootstraps;
    private final List<TransportClientBootstrap> clientBootstraps;

    /**
     * A network.
     *
     * @param spark the application's settings
     * @param security the application's secret
     * @param executor Spark's name of this executor
     * @param bindHost the host to listen on
     * @param host the host that other executors use
     */
    SparkNetwork(SparkConf spark, SecurityManager security, String executor, String bindHost, String host) {
        this.executor = executor;
        this.bindHost = bindHost;
        this.host = host;
        this.conf = spark.clone();
        conf.setIfMissing(CONNECTION_TIMEOUT, "10s"); // by default as long as spark.network.timeout, two minutes
        var secret = security.isAuthenticationEnabled();
        if (secret) {
            conf.setIfMissing(CRYPTO, "true"); // sums are never sent in the clear where the application has a secret
        }
        if (conf.getBoolean(CRYPTO, false)) {
            conf.set(SASL_FALLBACK, "false"); // else who disturbs the handshake gets a connection that is not encrypted
        }
        this.transport = SparkTransportConf.fromSparkConf(conf, "lockstep", 1, Option.empty());
        this.serverBootstraps = secret ? List.of(new AuthServerBootstrap(transport, security)) : List.of();
        this.clientBootstraps = secret
                ? List.of(new AuthClientBootstrap(transport, conf.get("spark.app.id", "lockstep"), security))
                : List.of();
    }

    /** The network of this JVM's executor, or of the driver in local mode. */
    static SparkNetwork of(SparkEnv spark) {
        var conf = spark.conf();
        var executor = spark.executorId();
        var host = spark.blockManager().blockManagerId().host();
        // a driver behind an address translation listens elsewhere than it says
        var bindHost = executor.equals("driver") ? conf.get("spark.driver.bindAddress", host) : host;
        return new SparkNetwork(conf, spark.securityManager(), executor, bindHost, host);
    }

    /** A server with its clients: all connections of this JVM, with the same handler on both ends. */
    TransportContext context(RpcHandler handler) {
        return new TransportContext(transport, handler);
    }

    /** Listens on the port of {@code spark.lockstep.port}, or on one of the next {@code spark.port.maxRetries}, as Spark's services do. */
    TransportServer listen(TransportContext context) {
        try {
            return Utils.startServiceOnPort(
                            conf.getInt(PORT, 0),
                            port -> {
                                var server = context.createServer(bindHost, (int) port, serverBootstraps);
                                return new Tuple2<TransportServer, Object>(server, server.getPort());
                            },
                            conf,
                            "lockstep")
                    ._1();
        } catch (Exception e) { // Scala and Netty throw checked exceptions that nobody declares
            throw new ResourceException(
                    "The transport of executor " + executor + ": expected a free port to listen on " + bindHost
                            + ", from "
                            + PORT + " = " + conf.get(PORT, "0") + " with spark.port.maxRetries = "
                            + conf.get("spark.port.maxRetries", "16") + ", found: " + e.getMessage()
                            + ". Set another " + PORT
                            + " (0: any free port) or more retries, or use cluster.steps = job.",
                    e);
        }
    }

    List<TransportClientBootstrap> clientBootstraps() {
        return clientBootstraps;
    }

    Address at(int port) {
        return new Address(executor, host, port);
    }
}
