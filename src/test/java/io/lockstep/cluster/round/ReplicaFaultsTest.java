package io.lockstep.cluster.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.block.TableBlocks;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.allreduce.AllReduce;
import io.lockstep.cluster.allreduce.Group;
import io.lockstep.cluster.allreduce.Links;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.train.AdamW;
import io.lockstep.train.Optimizer;
import io.lockstep.train.Trainer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Errors planted in the state or the exchange of one task: each ends the round in the same or the next step, and names the step and the task. The
 * sums are those of threads that exchange as the tasks of one executor do; the states are those of tasks of Spark, too.
 */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class ReplicaFaultsTest {
    private static final int STEP = 5; // in which the error happens
    private static final int STEPS = 12;
    private static final int WRONG = 1; // the task that makes it
    private static final Architecture NETWORK =
            new Architecture(List.of(21, 6, 4), Activation.RELU, Loss.CROSS_ENTROPY);
    private static final Optimizer ADAM = new AdamW(0.9, 0.999, 1e-8, 0.01);
    private static final RoundScene SCENE =
            RoundScene.table(TableBlocks.ofNumbers(NETWORK, TableBlocks.Kind.FLOATS, 61, 400), NETWORK, ADAM);

    private static ClusterSession session;

    @BeforeAll
    static void start() {
        session = ClusterSession.local(3);
    }

    @AfterAll
    static void stop() {
        session.close();
    }

    /** What happens to a sum. */
    private enum SumFault {
        NONE,
        /** The part is added a second time. */
        TWICE,
        /** The part of the step before is added instead. */
        OTHER_STEP,
        /** The part is not added. */
        LOST,
        /** One long of the part changes on its way. */
        CHANGED_ON_ITS_WAY,
        /** One long of the sum changes in this task only. */
        CHANGED_IN_ONE_TASK
    }

    /** An all-reduce that makes a mistake in one step. */
    private static final class Planted implements AllReduce {
        private final AllReduce right;
        private final SumFault fault;
        private int step;
        private long[] before = {};

        Planted(AllReduce right, SumFault fault) {
            this.right = right;
            this.fault = fault;
        }

        @Override
        public int rank() {
            return right.rank();
        }

        @Override
        public int ranks() {
            return right.ranks();
        }

        @Override
        public long[] sum(long[] values) {
            long[] last = before;
            before = values.clone();
            if (++step != STEP) {
                return right.sum(values);
            }
            if (fault == SumFault.CHANGED_IN_ONE_TASK) {
                return changed(right.sum(values));
            }
            return right.sum(
                    switch (fault) {
                        case TWICE ->
                            Arrays.stream(values).map(value -> 2 * value).toArray();
                        case OTHER_STEP -> last;
                        case LOST -> new long[values.length];
                        case CHANGED_ON_ITS_WAY -> changed(values);
                        default -> values;
                    });
        }

        private static long[] changed(long[] values) {
            long[] changed = values.clone();
            changed[7] ^= 1L << 40;
            return changed;
        }

        @Override
        public void abandon(String reason) {
            right.abandon(reason);
        }

        @Override
        public void close() {
            right.close();
        }
    }

    /** What each of so many tasks ends with: null if it took all steps. */
    private static List<@Nullable Throwable> threads(
            int ranks, SumFault fault, PlantedOptimizer.@Nullable Fault inState) throws Exception {
        List<String> names = names(ranks);
        Group group = new Group(IntStream.range(0, ranks).boxed().toList(), ranks, names, Links.NONE, RoundScene.LONG);
        ExecutorService threads = Executors.newFixedThreadPool(ranks);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int rank = 0; rank < ranks; rank++) {
                AllReduce right = group.member(rank);
                AllReduce exchange = rank == WRONG ? new Planted(right, fault) : right;
                Optimizer optimizer = rank == WRONG && inState != null
                        ? new PlantedOptimizer(ADAM, WRONG, STEP, inState, () -> WRONG)
                        : ADAM;
                running.add(threads.submit(() -> train(exchange, optimizer, names)));
            }
            List<@Nullable Throwable> ends = new ArrayList<>();
            for (Future<?> each : running) {
                ends.add(end(each));
            }
            return ends;
        } finally {
            threads.shutdownNow();
        }
    }

    private static @Nullable Throwable end(Future<?> task) throws InterruptedException {
        try {
            task.get();
            return null;
        } catch (java.util.concurrent.ExecutionException e) {
            return e.getCause();
        }
    }

    /** As a task of a round does. */
    private static void train(AllReduce exchange, Optimizer optimizer, List<String> names) {
        PartitionBlocks mine = new PartitionBlocks(SCENE.blocks().stream()
                .filter(block -> block.index() % exchange.ranks() == exchange.rank())
                .iterator());
        AllReducedGradients gradients = new AllReducedGradients(mine, SCENE.pass(), exchange, names);
        gradients.from(SCENE.begin());
        try {
            new Trainer(SCENE.plan(), gradients, optimizer, SCENE.rate(), step -> {
                        gradients.from(step.after());
                        return true;
                    })
                    .run(SCENE.begin(), STEPS);
            exchange.close();
        } catch (Throwable e) {
            exchange.abandon(String.valueOf(e));
            throw e;
        }
    }

    private static List<String> names(int ranks) {
        return IntStream.range(0, ranks)
                .mapToObj(rank -> "task %d on executor %d on 10.0.0.%d".formatted(rank, rank, rank + 1))
                .toList();
    }

    static Stream<Arguments> sums() {
        return Stream.of(2, 3, 5)
                .flatMap(ranks -> Stream.of(
                        Arguments.of(ranks, SumFault.TWICE, "once, found it 2 times"),
                        Arguments.of(ranks, SumFault.OTHER_STEP, "once, found that of step 4"),
                        Arguments.of(ranks, SumFault.LOST, "once, found none")));
    }

    @ParameterizedTest
    @MethodSource("sums")
    void aPartThatIsNotThereOnceNamesItsTaskInTheSameStep(int ranks, SumFault fault, String found) throws Exception {
        assertThat(threads(ranks, fault, null))
                .allSatisfy(end -> assertThat(end)
                        .isInstanceOf(ReplicaException.class)
                        .hasMessageStartingWith("step 5: expected the gradient sum of task 1 on executor 1 on 10.0.0.2 "
                                + found + "."));
    }

    @ParameterizedTest
    @CsvSource({"2", "3", "5"})
    void aLongThatChangesOnItsWayIsSeenByAllInTheSameStep(int ranks) throws Exception {
        List<String> names = names(ranks);
        List<@Nullable Throwable> ends = threads(ranks, SumFault.CHANGED_ON_ITS_WAY, null);
        for (int rank = 0; rank < ranks; rank++) {
            assertThat(ends.get(rank))
                    .isInstanceOf(ReplicaException.class)
                    .hasMessageStartingWith("step 5: expected the sum of all tasks' gradient sums in " + names.get(rank)
                            + ", found one with another checksum");
        }
    }

    @ParameterizedTest
    @CsvSource({"2", "3", "5"})
    void aLongThatChangesInOneTaskIsSeenByThatTask(int ranks) throws Exception {
        List<@Nullable Throwable> ends = threads(ranks, SumFault.CHANGED_IN_ONE_TASK, null);
        assertThat(ends.get(WRONG))
                .isInstanceOf(ReplicaException.class)
                .hasMessageStartingWith("step 5: expected the sum of all tasks' gradient sums in "
                        + names(ranks).get(WRONG));
        assertThat(ends).noneMatch(end -> end == null); // nobody goes on without it
    }

    static Stream<Arguments> states() {
        return Stream.of(2, 3)
                .flatMap(ranks -> Stream.of(
                        Arguments.of(ranks, (PlantedOptimizer.Fault) PlantedOptimizer::bitOfASlot),
                        Arguments.of(ranks, (PlantedOptimizer.Fault) PlantedOptimizer::bitOfAParameter)));
    }

    @ParameterizedTest
    @MethodSource("states")
    void aBitOfAStateIsSeenByAllInTheNextStep(int ranks, PlantedOptimizer.Fault fault) throws Exception {
        assertThat(threads(ranks, SumFault.NONE, fault))
                .allSatisfy(end -> assertThat(end)
                        .isInstanceOf(ReplicaException.class)
                        .hasMessageStartingWith(
                                "step 6: expected the same parameters and optimizer state in all tasks after step 5, found others in "
                                        + (ranks == 2
                                                ? String.join(" and ", names(2))
                                                : names(ranks).get(WRONG)) + "."));
    }

    @ParameterizedTest
    @MethodSource("states")
    void tasksOfSparkFindItToo(int ranks, PlantedOptimizer.Fault fault) {
        assertThatTrainingEnds(ranks, fault, STEPS)
                .hasMessageStartingWith(
                        "step 6: expected the same parameters and optimizer state in all tasks after step 5, found others in "
                                + (ranks == 2 ? task(0) + " and " + task(1) : task(WRONG)) + ".");
    }

    @ParameterizedTest
    @MethodSource("states")
    void inTheLastStepOfARoundTheDriverFindsIt(int ranks, PlantedOptimizer.Fault fault) {
        assertThatTrainingEnds(ranks, fault, STEP)
                .hasMessageStartingWith(
                        "step 5: expected the same optimizer state in all tasks after it, found others in "
                                + (ranks == 2 ? task(0) + " and " + task(1) : task(WRONG)) + ".");
    }

    /** As where the sum is wrong on its executor only: the others wait for it, and are not the cause. */
    @Test
    void whatOneTaskFindsAloneEndsTheTraining() {
        assertThatTrainingEnds(
                        3,
                        state -> {
                            throw ReplicaException.wrongSum(state.step(), "task 1");
                        },
                        STEPS)
                .hasMessageStartingWith("step 5: expected the sum of all tasks' gradient sums in task 1");
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertThatTrainingEnds(
            int ranks, PlantedOptimizer.Fault fault, int steps) {
        RoundScene scene = SCENE.with(new PlantedOptimizer(ADAM, WRONG, STEP, fault, TaskContext::getPartitionId));
        Told told = new Told();
        Seen seen = new Seen(STEPS);
        try (ClusterBlocks blocks = scene.on(session, ranks)) {
            Trainer trainer = new Trainer(scene.stage(session, blocks, told), seen);
            var thrown = assertThatThrownBy(() -> trainer.run(scene.begin(), steps))
                    .isInstanceOf(ReplicaException.class)
                    .hasMessageContaining("The step was discarded");
            assertThat(told.losses()).isEmpty(); // it is not taken again
            assertThat(seen.records()).hasSizeBetween(STEP - 1, STEP);
            assertThat(seen.reachedSteps()).isEmpty();
            return thrown;
        }
    }

    private static String task(int rank) {
        String host = session.spark().getConf().get("spark.driver.host");
        return "task %d on executor driver on %s".formatted(rank, host);
    }
}
