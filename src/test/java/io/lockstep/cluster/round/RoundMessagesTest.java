package io.lockstep.cluster.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.block.BlockPlan;
import io.lockstep.cluster.LocalSpark;
import io.lockstep.cluster.allreduce.PeerException;
import io.lockstep.cluster.allreduce.Phase;
import io.lockstep.cluster.transport.Address;
import io.lockstep.cluster.transport.DriverLineException;
import io.lockstep.data.DataException;
import io.lockstep.train.GradientDescent;
import io.lockstep.train.Schedule;
import io.lockstep.train.StepRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tasks and the driver of a round talk, without a stage. */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class RoundMessagesTest {
    private static JavaSparkContext spark;
    private static ExecutorService threads;

    private RoundDesk desk;

    @BeforeAll
    static void start() {
        spark = LocalSpark.start();
        threads = Executors.newCachedThreadPool();
    }

    @AfterAll
    static void stop() {
        threads.shutdownNow();
        spark.close();
    }

    @BeforeEach
    void open() {
        desk = new RoundDesk(spark.sc(), 3);
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private DriverPost post() {
        return post(0, "a");
    }

    private DriverPost post(int rank, String executor) {
        Round round = new Round(
                desk.key(),
                3,
                10,
                10,
                new BlockPlan(100, 10),
                parameters -> {
                    throw new UnsupportedOperationException();
                },
                new GradientDescent(),
                new Schedule.Constant(0.1),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30));
        return new DriverPost(round, rank, new Address(executor, "10.0.0.1", 1));
    }

    private Future<Roster> joining(int rank, String executor) {
        return threads.submit(() -> post(rank, executor).join());
    }

    private void awaitJoined(int count) throws InterruptedException {
        long begin = System.nanoTime();
        while (desk.joined() < count && System.nanoTime() - begin < TimeUnit.MINUTES.toNanos(1)) {
            Thread.sleep(5);
        }
        assertThat(desk.joined()).isEqualTo(count);
    }

    @Test
    void allGetTheRosterWhenTheLastHasStarted() throws Exception {
        Future<Roster> first = joining(2, "c");
        awaitJoined(1);
        Future<Roster> second = joining(0, "a");
        awaitJoined(2);
        assertThat(first.isDone()).isFalse();
        assertThat(second.isDone()).isFalse();
        Roster roster = joining(1, "b").get(1, TimeUnit.MINUTES);
        assertThat(roster.addresses()).extracting(Address::executor).containsExactly("a", "b", "c");
        assertThat(first.get(1, TimeUnit.MINUTES)).isEqualTo(roster);
        assertThat(second.get(1, TimeUnit.MINUTES)).isEqualTo(roster);
    }

    @Test
    void whoComesTwiceCountsOnceAndIsToldWhereTheFirstRuns() throws Exception {
        Future<Roster> first = joining(0, "a");
        awaitJoined(1);
        Future<Roster> again = joining(0, "another");
        var unused = joining(1, "b");
        awaitJoined(2);
        assertThat(first.isDone()).isFalse();
        var unusedToo = joining(2, "c");
        assertThat(first.get(1, TimeUnit.MINUTES).addresses())
                .extracting(Address::executor)
                .containsExactly("a", "b", "c");
        assertThat(again.get(1, TimeUnit.MINUTES)).isEqualTo(first.get());
        Roster late = joining(1, "b").get(1, TimeUnit.MINUTES);
        assertThat(late).isEqualTo(first.get());
    }

    /** Spark does not interrupt them, and they would keep their task slots. */
    @Test
    void whoWaitsForTheOthersIsToldWhenTheRoundEnds() throws Exception {
        Future<Roster> waiting = joining(0, "a");
        awaitJoined(1);
        desk.close();
        assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS)) // its own deadline is a minute
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(DriverLineException.class)
                .hasMessageContaining("the round ended before all its tasks had started");
    }

    @Test
    void recordsArriveInOrderAndNoneIsLost() {
        DriverPost post = post();
        int steps = 2_000;
        for (int step = 1; step <= steps; step++) {
            post.taken(Records.step(step, "sha-" + step));
        }
        post.finish();
        List<StepRecord> arrived = new ArrayList<>();
        for (List<StepRecord> some = desk.await(0); !some.isEmpty(); some = desk.await(0)) {
            arrived.addAll(some);
        }
        assertThat(arrived).hasSize(steps);
        for (int step = 1; step <= steps; step++) {
            assertThat(arrived.get(step - 1).step()).isEqualTo(step);
        }
    }

    @Test
    void aTaskIsToldThatTheRoundEnds() throws Exception {
        DriverPost post = post();
        post.taken(Records.step(1, "a"));
        post.finish();
        assertThat(post.isToldToEnd()).isFalse();
        desk.end();
        int step = 2;
        for (long begin = System.nanoTime();
                !post.isToldToEnd() && System.nanoTime() - begin < TimeUnit.MINUTES.toNanos(1);
                step++) {
            post.taken(Records.step(step, "a"));
            Thread.sleep(1);
        }
        assertThat(post.isToldToEnd()).isTrue();
    }

    @Test
    void aWaitEndsWhenTheJobDoes() {
        desk.wake();
        assertThat(desk.await(60_000)).isEmpty();
    }

    private Message.Failed failure() throws InterruptedException {
        post().finish(); // the driver takes messages in order
        return Objects.requireNonNull(desk.failure());
    }

    private static PeerException left() {
        return new PeerException(PeerException.Kind.ABANDONED, "task 1", 3, Phase.REDUCE_SCATTER, "it failed");
    }

    @Test
    void aFailureThatOnlyFollowsGivesWayToTheFirst() throws Exception {
        assertThat(desk.failure()).isNull();
        post(0, "a").failed(left());
        assertThat(failure().who()).startsWith("task 0 on executor a");
        post(3, "a").failed(new TaskKilledException("stage failed"));
        assertThat(failure().secondary()).isTrue();
        post(1, "a").failed(new OutOfMemoryError("Java heap space"));
        post(2, "a").failed(new IllegalStateException("later"));
        post(0, "a").failed(left());
        assertThat(failure().words())
                .isEqualTo("task 1 on executor a on 10.0.0.1 failed: java.lang.OutOfMemoryError: Java heap space");
        assertThat(failure().ours()).isNull();
    }

    /** A peer that is silent is the cause; nobody else tells it. */
    @Test
    void aTimeoutIsACause() throws Exception {
        post(0, "a")
                .failed(new PeerException(
                        PeerException.Kind.TIMEOUT, "task 1", 3, Phase.ALL_GATHER, "waited for 30 s"));
        post(2, "a").failed(left());
        assertThat(failure().secondary()).isFalse();
        assertThat(failure().who()).startsWith("task 0 on executor a");
        assertThat(failure().ours()).isNull(); // another attempt may succeed
    }

    @Test
    void anErrorOfLockstepComesAsItIs() throws Exception {
        post(1, "a").failed(new DataException("block 3", "784 features", "783", "Fix the file."));
        assertThat(failure().ours())
                .isInstanceOf(DataException.class)
                .hasMessageContaining("block 3: expected 784 features, found 783");
    }
}
