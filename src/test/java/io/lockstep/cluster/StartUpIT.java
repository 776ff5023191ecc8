package io.lockstep.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.cluster.executor.ResourceException;
import io.lockstep.pass.device.BackendPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a run waits for before it begins, and what executors that come and go afterwards do to it. */
@Timeout(value = 4, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StartUpIT {
    private static final String FIRST = "127.0.0.1";
    private static final String SECOND = "127.0.0.2";
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** Longer than a test may take: what ends in time is not ended by this. */
    private static final Duration VERY_LONG = Duration.ofMinutes(20);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private static Path shared;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static StandaloneCluster cluster;

    private final List<String> told = Collections.synchronizedList(new ArrayList<>());
    private final Witness witness = new Witness();

    @BeforeAll
    static void startCluster() throws IOException {
        cluster = StandaloneCluster.start(shared, Map.of());
    }

    @BeforeEach
    void twoWorkersOfOneCore() throws IOException {
        for (String host : List.of(FIRST, SECOND)) {
            if (!cluster.hasWorker(host)) {
                cluster.addWorker(host, 1, "1g");
            }
        }
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @Test
    void withDynamicAllocationExecutorsAreAskedForBeforeAnythingIsSubmitted() {
        on(dynamic(Map.of()), needs(2, VERY_LONG), session -> {
            assertThat(session.slots()).isEqualTo(2);
            assertThat(told)
                    .isNotEmpty()
                    .allMatch(sentence -> sentence.matches("waiting for 2 task slots, (none|1) available"));
            assertThat(sleep(session, 4, Duration.ZERO)).isEqualTo(4);
        });
    }

    @Test
    @Tag("drill")
    void theUsersLimitOfDynamicAllocationIsKeptAndNamed() {
        Map<String, String> one = dynamic(Map.of("spark.dynamicAllocation.maxExecutors", "1"));
        assertThatThrownBy(() -> on(one, needs(2, Duration.ofSeconds(20)), session -> {}))
                .isInstanceOf(ResourceException.class)
                .hasMessageMatching(
                        "cluster\\.min-slots: expected 2 task slots within 20s, found [01] on spark://\\S+\\. .*"
                                + "spark\\.dynamicAllocation\\.maxExecutors=1.*");
    }

    @Test
    @Tag("drill")
    void moreThanTheClusterHasIsNotWaitedForUntilTheTimeOut() {
        Map<String, String> four = Map.of("spark.cores.max", "4", "spark.executor.cores", "1");
        on(four, needs(1, VERY_LONG), session -> {
            assertThat(session.slots()).isBetween(1, 2);
            assertThat(told).contains("waiting for 4 executors, none available");
            assertThat(told.get(told.size() - 1))
                    .matches("starting with [12] of 4 executors: no more became available within 15s");
        });
    }

    @Test
    @Tag("drill")
    void theLossOfOneExecutorOfTwoEndsNothing() {
        // so that the executors are there before the watch is, as on YARN and Kubernetes
        Map<String, String> both = Map.of("spark.cores.max", "2", "spark.scheduler.minRegisteredResourcesRatio", "1.0");
        on(both, needs(2, VERY_LONG), session -> {
            JobTag tag = JobTag.create(session.spark());
            try (ExecutorWatch watch = watch(session, tag)) {
                cluster.killWorker(SECOND);
                StandaloneCluster.await("the loss", () -> watch.lastLoss().isEmpty() ? null : true);
                assertThat(tag.run(() -> sleep(session, 1, PATIENCE.multipliedBy(4))))
                        .isEqualTo(1);
                assertThat(watch.gaveUp()).isFalse();
            }
        });
    }

    @Test
    @Tag("drill")
    void aJobThatBeginsWhenAllExecutorsAreGoneEndsInTime() {
        on(Map.of(), needs(2, VERY_LONG), session -> {
            JobTag tag = JobTag.create(session.spark());
            try (ExecutorWatch watch = watch(session, tag)) {
                cluster.killWorker(FIRST);
                cluster.killWorker(SECOND);
                StandaloneCluster.await("the losses", () -> witness.executorsLost.get() == 2 ? true : null);
                pause(PATIENCE.multipliedBy(3));
                assertThat(watch.gaveUp()).as("while nothing waits").isFalse();
                assertThatThrownBy(() -> tag.run(() -> sleep(session, 1, Duration.ZERO)))
                        .hasMessageContaining("cancelled");
                assertThat(watch.gaveUp()).isTrue();
            }
        });
    }

    @Test
    @Tag("drill")
    void anEarlierLossIsNotBlamedForAnotherFailure() {
        on(Map.of(), needs(2, VERY_LONG), session -> {
            session.spark().parallelize(List.of(1), 1).foreach(each -> {
                if (TaskContext.get().attemptNumber() == 0) {
                    Runtime.getRuntime().halt(52); // as Spark does when the heap is full
                }
            });
            StandaloneCluster.await("the loss", () -> witness.executorsLost.get() == 1 ? true : null);
            IllegalStateException other = new IllegalStateException("nothing to do with executors");
            assertThatThrownBy(() -> session.run(() -> {
                        throw other;
                    }))
                    .isSameAs(other);
        });
    }

    private static Map<String, String> dynamic(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "spark.dynamicAllocation.enabled", "true",
                "spark.dynamicAllocation.shuffleTracking.enabled", "true",
                "spark.executor.cores", "1"));
        settings.putAll(more);
        return settings;
    }

    private static ClusterNeeds needs(int minSlots, Duration timeout) {
        return new ClusterNeeds(BackendPolicy.CPU, minSlots, timeout);
    }

    private static ExecutorWatch watch(ClusterSession session, JobTag tag) {
        ExecutorWatch watch = new ExecutorWatch(session.spark().sc(), tag, PATIENCE);
        watch.begin();
        return watch;
    }

    /** Runs so many tasks that last so long; how many have. */
    private static long sleep(ClusterSession session, int tasks, Duration each) {
        long milliseconds = each.toMillis();
        return session.spark()
                .parallelize(Collections.nCopies(tasks, 1), tasks)
                .filter(task -> {
                    Thread.sleep(milliseconds);
                    return !SparkEnv.get().executorId().equals("driver");
                })
                .count();
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private interface Work {
        void on(ClusterSession session);
    }

    private void on(Map<String, String> settings, ClusterNeeds needs, Work work) {
        Map<String, String> all = cluster.settings(settings);
        all.forEach(System::setProperty);
        try (ClusterSession session = ClusterSession.open("start-up", needs, told::add)) {
            session.spark().sc().addSparkListener(witness);
            work.on(session);
        } finally {
            all.keySet().forEach(System::clearProperty);
        }
    }
}
