package io.lockstep.cluster.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.cluster.StandaloneCluster;
import io.lockstep.cluster.allreduce.Group;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tasks on two executors find each other through the driver and sum, with and without Spark's authentication and encryption. */
@Tag("drill")
@Timeout(value = 4, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TransportClusterIT {
    private static final Duration LONG = Duration.ofMinutes(1);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void twoExecutorsSum(boolean encrypted, @TempDir Path folder) throws Exception {
        var secret = encrypted ? Peers.ENCRYPTED : Map.<String, String>of();
        try (var cluster = StandaloneCluster.start(folder, secret)) {
            cluster.addWorker("127.0.0.1", 1, "1g");
            cluster.addWorker("127.0.0.2", 1, "1g");
            try (var spark = new JavaSparkContext(conf(cluster.settings(settings(secret))));
                    var endpoint = DriverEndpoint.open(spark.sc(), meeting(2))) {
                for (var round = 0; round < 3; round++) {
                    var key = "round " + round;
                    var driver = endpoint.name();
                    var found = spark.parallelize(List.of(0, 1), 2)
                            .map(task -> sum(task, key, driver))
                            .collect();
                    assertThat(found).hasSize(2);
                    assertThat(found.get(0)).startsWith("sum 300 at executor ").contains(" on 127.0.0.");
                    assertThat(found.get(1)).startsWith("sum 300 at executor ").isNotEqualTo(found.get(0));
                }
            }
        }
    }

    private static Map<String, String> settings(Map<String, String> secret) {
        var settings = new HashMap<>(Map.of(
                "spark.cores.max", "2",
                "spark.executor.cores", "1",
                "spark.locality.wait", "0",
                "spark.scheduler.minRegisteredResourcesRatio", "1.0"));
        settings.putAll(secret);
        return settings;
    }

    private static SparkConf conf(Map<String, String> settings) {
        var conf = new SparkConf(false).setAppName("transport");
        settings.forEach(conf::set);
        return conf;
    }

    /** Each answer comes when all of a round have asked: the addresses of all. */
    private static DriverEndpoint.Answers meeting(int count) {
        var waiting = new HashMap<Integer, CompletableFuture<byte[]>>();
        var addresses = new HashMap<Integer, String>();
        return message -> {
            var parts = new String(message, UTF_8).split(" ", 2);
            var mine = new CompletableFuture<byte[]>();
            waiting.put(Integer.parseInt(parts[0]), mine);
            addresses.put(Integer.parseInt(parts[0]), parts[1]);
            if (waiting.size() == count) {
                var all = IntStream.range(0, count).mapToObj(addresses::get).collect(Collectors.joining("\n"));
                var due = List.copyOf(waiting.values());
                waiting.clear();
                due.forEach(each -> each.complete(all.getBytes(UTF_8)));
            }
            return mine;
        };
    }

    private static String sum(int task, String key, String driver) {
        var transport = ExecutorTransport.ofThisJvm();
        transport.expect(key);
        var here = transport.address();
        var mine = task + " " + here.executor() + " " + here.host() + " " + here.port();
        var all = new String(DriverLine.to(driver).ask(mine.getBytes(UTF_8), LONG), UTF_8)
                .lines()
                .map(line -> line.split(" "))
                .map(parts -> new Address(parts[0], parts[1], Integer.parseInt(parts[2])))
                .toList();
        var names = all.stream().map(Address::toString).toList();
        var group = new Group(List.of(task), 2, names, transport.connect(key, task, all, names), LONG);
        var values = new long[39_760];
        Arrays.fill(values, task + 1);
        var sums = 0L;
        try (var part = group.member(task)) {
            for (var step = 0; step < 100; step++) {
                sums += Arrays.stream(part.sum(values)).distinct().sum();
            }
        }
        transport.forget(key);
        return "sum " + sums + " at " + here;
    }
}
