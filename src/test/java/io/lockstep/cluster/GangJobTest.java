package io.lockstep.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.block.BlockPlan;
import io.lockstep.data.SplitName;
import io.lockstep.data.drawn.DrawnDigits;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tasks that run at the same time. */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class GangJobTest {
    private static final int TASKS = 3;
    private static final BlockPlan PLAN = new BlockPlan(100, 10);
    private static final CyclicBarrier TOGETHER = new CyclicBarrier(TASKS); // the tasks are threads of this JVM
    private static final CountDownLatch STARTED = new CountDownLatch(TASKS);
    private static JavaSparkContext spark;

    @BeforeAll
    static void start() {
        spark = LocalSpark.start("local[3,4]", new SparkConf());
    }

    @AfterAll
    static void stop() {
        spark.close();
    }

    private static <R> GangJob<R> submit(PartitionJob.Task<R> task, CountDownLatch over) {
        return ClusterBlocks.of(spark, new DrawnDigits().split(SplitName.TRAIN), PLAN, TASKS)
                .gang(task, over::countDown);
    }

    private static void await(CountDownLatch over) throws InterruptedException {
        assertThat(over.await(1, TimeUnit.MINUTES)).isTrue();
    }

    private static void meet() {
        try {
            TOGETHER.await(1, TimeUnit.MINUTES);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void resultsComeInTheOrderOfThePartitionsAndTheTasksMeet() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        GangJob<List<Integer>> job = submit(
                mine -> {
                    meet();
                    List<Integer> result = new ArrayList<>(List.of(TaskContext.getPartitionId()));
                    mine.forEachRemaining(block -> result.add(block.index()));
                    return result;
                },
                over);
        await(over);
        assertThat(job.isOver()).isTrue();
        assertThat(job.results())
                .hasSize(TASKS)
                .allSatisfy(result -> assertThat(result).hasSizeGreaterThan(3));
        assertThat(job.results().stream().map(result -> result.get(0))).containsExactly(0, 1, 2);
        assertThat(job.results().stream().flatMap(result -> result.stream().skip(1)))
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void aFailureIsThrownAndNoTaskIsRepeated() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        GangJob<String> job = submit(
                mine -> {
                    meet();
                    if (TaskContext.getPartitionId() == 1) {
                        throw new IllegalStateException("planted, attempt " + TaskContext.get().attemptNumber());
                    }
                    return "right";
                },
                over);
        await(over);
        assertThatThrownBy(job::results).hasMessageContaining("planted, attempt 0");
    }

    @Test
    void aCancelledJobEnds() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        GangJob<String> job = submit(
                mine -> {
                    STARTED.countDown();
                    while (!TaskContext.get().isInterrupted()) {
                        Thread.onSpinWait();
                    }
                    return "ended";
                },
                over);
        await(STARTED);
        assertThat(job.isOver()).isFalse();
        job.cancel();
        await(over);
        assertThatThrownBy(job::results).hasMessageContaining("cancelled");
    }
}
