package io.lockstep.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.cluster.executor.ExecutorDescription;
import io.lockstep.cluster.executor.TaskProcessor;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * GPUs as a resource of a standalone cluster. Its worker finds two by {@code submit/get-gpus}, which asks an
 * {@code nvidia-smi} of the test's own.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Tag("drill")
class GpuClusterIT {
    private static final int TASKS = 7; // more than GPUs

    /** Tasks that run now in this executor. */
    private static final AtomicInteger RUNNING = new AtomicInteger();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private static Path shared;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static StandaloneCluster cluster;

    @BeforeAll
    static void startCluster() throws IOException {
        executable(shared.resolve("nvidia-smi"), "printf '0, GPU-aa\\n1, GPU-bb\\n'");
        Path discovery = executable(
                shared.resolve("discovery"),
                "PATH=%s:$PATH exec %s"
                        .formatted(shared, Path.of("submit/get-gpus").toAbsolutePath()));
        cluster = StandaloneCluster.start(
                shared,
                Map.of(
                        "spark.worker.resource.gpu.amount",
                        "2",
                        "spark.worker.resource.gpu.discoveryScript",
                        discovery.toString()));
        cluster.addWorker("127.0.0.1", 4, "4g");
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @Test
    void eachExecutorGetsAGpuOfItsOwnAndEachTaskAWholeOne() {
        try (JavaSparkContext spark = spark("1")) {
            List<Seen> tasks = run(spark);
            assertThat(tasks).hasSize(TASKS).allMatch(task -> task.atOnce == 1);
            assertOneGpuAnExecutor(tasks);
            assertThat(ExecutorDescription.all(spark.sc()))
                    .extracting(ExecutorDescription::gpus)
                    .containsExactlyInAnyOrder(List.of("0"), List.of("1"));
        }
    }

    @Test
    void twoTasksShareAGpuWhereEachAsksForHalf() {
        try (JavaSparkContext spark = spark("0.5")) {
            List<Seen> tasks = run(spark);
            assertThat(tasks).hasSize(TASKS).anyMatch(task -> task.atOnce == 2).allMatch(task -> task.atOnce <= 2);
            assertOneGpuAnExecutor(tasks);
        }
    }

    private static void assertOneGpuAnExecutor(List<Seen> tasks) {
        Map<String, List<String>> gpus = tasks.stream()
                .collect(Collectors.groupingBy(
                        task -> task.executor,
                        Collectors.collectingAndThen(
                                Collectors.mapping(task -> task.address, Collectors.toSet()), List::copyOf)));
        assertThat(gpus.values()).containsExactlyInAnyOrder(List.of("0"), List.of("1"));
    }

    /**
     * What a task saw.
     *
     * @param atOnce tasks that ran in its executor at once, itself included
     */
    private record Seen(String executor, String address, int atOnce) implements Serializable {}

    private static List<Seen> run(JavaSparkContext spark) {
        StandaloneCluster.await(
                "two executors", () -> ExecutorDescription.all(spark.sc()).size() == 2 ? true : null);
        return spark.parallelize(IntStream.range(0, TASKS).boxed().toList(), TASKS)
                .map(task -> look())
                .collect();
    }

    private static Seen look() throws InterruptedException {
        int most = RUNNING.incrementAndGet();
        for (int tick = 0; tick < 20; tick++) { // a while in which others could run
            Thread.sleep(20);
            most = Math.max(most, RUNNING.get());
        }
        RUNNING.decrementAndGet();
        return new Seen(SparkEnv.get().executorId(), TaskProcessor.address(), most);
    }

    private static JavaSparkContext spark(String gpusOfATask) {
        return new JavaSparkContext(new SparkConf()
                .setMaster(cluster.url())
                .setAppName("GPUs")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.ui.enabled", "false")
                .set("spark.executor.cores", "2")
                .set("spark.executor.memory", "512m")
                .set("spark.executor.resource.gpu.amount", "1")
                .set("spark.task.resource.gpu.amount", gpusOfATask)
                .set("spark.executor.extraClassPath", System.getProperty("java.class.path")));
    }

    private static Path executable(Path path, String script) throws IOException {
        Files.writeString(path, "#!/usr/bin/env bash\n" + script + "\n");
        assertThat(path.toFile().setExecutable(true)).isTrue();
        return path;
    }
}
