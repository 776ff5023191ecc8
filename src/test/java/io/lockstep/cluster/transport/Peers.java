package io.lockstep.cluster.transport;

import io.lockstep.cluster.allreduce.AllReduce;
import io.lockstep.cluster.allreduce.Group;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.internal.config.package$;
import scala.Option;

/** Several executors' transports in this JVM, and a thread for each. */
final class Peers implements AutoCloseable {
    static final Duration LONG = Duration.ofMinutes(2);
    static final Map<String, String> ENCRYPTED = Map.of(
            "spark.authenticate", "true",
            "spark.authenticate.secret", "a secret of this test",
            "spark.network.crypto.enabled", "true");

    private final List<ExecutorTransport> transports = new ArrayList<>();
    private final ExecutorService threads;

    private Peers(int count) {
        threads = Executors.newFixedThreadPool(count);
    }

    static Peers start(int count, Map<String, String> settings) {
        var peers = new Peers(count);
        IntStream.range(0, count).forEach(i -> peers.transports.add(transport("" + i, settings)));
        return peers;
    }

    static ExecutorTransport transport(String executor, Map<String, String> settings) {
        return new ExecutorTransport(network(executor, "127.0.0.1", settings));
    }

    static SparkNetwork network(String executor, String host, Map<String, String> settings) {
        var conf = new SparkConf(false).set("spark.app.id", "app-1");
        settings.forEach(conf::set);
        var security = new SecurityManager(conf, Option.empty(), package$.MODULE$.AUTH_SECRET_FILE());
        return new SparkNetwork(conf, security, executor, host, host);
    }

    ExecutorTransport get(int peer) {
        return transports.get(peer);
    }

    List<Address> addresses() {
        return transports.stream().map(ExecutorTransport::address).toList();
    }

    List<String> names() {
        return transports.stream()
                .map(peer -> "executor " + peer.address().executor())
                .toList();
    }

    void expect(String key) {
        transports.forEach(each -> each.expect(key));
    }

    void forget(String key) {
        transports.forEach(each -> each.forget(key));
    }

    /** A group of one rank for each peer, over links to these addresses. */
    List<AllReduce> join(String key, List<Address> addresses, Duration timeout) {
        return IntStream.range(0, transports.size())
                .mapToObj(i -> new Group(
                                List.of(i),
                                transports.size(),
                                names(),
                                get(i).connect(key, i, addresses, names()),
                                timeout)
                        .member(i))
                .toList();
    }

    interface Part<T> {
        T of(int peer) throws Exception;
    }

    /** What each peer's part gives, all at the same time. */
    <T> List<T> each(Part<T> part) throws InterruptedException, ExecutionException {
        var results = new ArrayList<T>();
        for (var result : threads.invokeAll(IntStream.range(0, transports.size())
                .mapToObj(i -> (Callable<T>) () -> part.of(i))
                .toList())) {
            results.add(result.get());
        }
        return results;
    }

    <T> Future<T> inBackground(Callable<T> part) {
        return threads.submit(part);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        transports.forEach(ExecutorTransport::close);
    }
}
