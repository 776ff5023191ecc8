package io.lockstep.cluster.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.block.AuditPlan;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockRange;
import io.lockstep.block.TableBlocks;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.executor.ResourceException;
import io.lockstep.data.DataException;
import io.lockstep.data.SplitName;
import io.lockstep.data.drawn.DrawnDigits;
import io.lockstep.gradient.DivergedException;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.train.AdamW;
import io.lockstep.train.Optimizer;
import io.lockstep.train.OptimizerState;
import io.lockstep.train.StepRecord;
import io.lockstep.train.Trainer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How rounds begin, end, fail and give way to jobs; the bits stay those of one thread. */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class StageStepperTest {
    private static final int STEPS = 30;
    private static final Architecture NETWORK =
            new Architecture(List.of(21, 6, 4), Activation.RELU, Loss.CROSS_ENTROPY);
    private static final Optimizer ADAM = new AdamW(0.9, 0.999, 1e-8, 0.01);
    private static final TableBlocks TABLE = TableBlocks.ofNumbers(NETWORK, TableBlocks.Kind.FLOATS, 81, 613);
    private static final RoundScene SCENE = RoundScene.table(TABLE, NETWORK, ADAM); // epochs of 5 steps
    private static final AuditPlan UNAUDITED = new AuditPlan(1, 0);
    private static final AtomicInteger FAILURES = new AtomicInteger(); // of tasks, which are threads of this JVM

    private static ClusterSession session;
    private static List<String> expected;

    @BeforeAll
    static void start() {
        session = ClusterSession.local(4);
        expected = byOneThread(SCENE, STEPS);
    }

    @AfterAll
    static void stop() {
        session.close();
    }

    private static List<String> byOneThread(RoundScene scene, int steps) {
        Seen seen = new Seen(1);
        new Trainer(scene.oneThread(), seen).run(scene.begin(), steps);
        return seen.bits();
    }

    /** The schedule is that of all steps. */
    private static OptimizerState stateAfter(int step) {
        OptimizerState state = SCENE.begin();
        while (state.step() < step) {
            state = SCENE.oneThread()
                    .take(state, state.step() + 1, STEPS, new Seen(1))
                    .after();
        }
        return state;
    }

    private static StageStepper.Limits limits(Duration round, boolean isFallbackAllowed) {
        return new StageStepper.Limits(round, RoundScene.LONG, isFallbackAllowed);
    }

    @Test
    void emptyPartitionsAndAPartitionOfOneShortBlock() {
        RoundScene digits = RoundScene.digits(
                177, 3, new Architecture(List.of(784, 6, 10), Activation.RELU, Loss.CROSS_ENTROPY), ADAM);
        assertThat(digits.plan().rows(11)).isEqualTo(1);
        List<BlockRange> layout =
                List.of(new BlockRange(0, 0), new BlockRange(0, 11), new BlockRange(11, 0), new BlockRange(11, 1));
        Seen found = new Seen(STEPS);
        try (ClusterBlocks on = ClusterBlocks.of(
                        session.spark(), new DrawnDigits().split(SplitName.TRAIN), digits.plan(), layout)
                .preparedFor(digits.pass())) {
            new Trainer(digits.stage(session, on, RoundListener.UNTOLD), found).run(digits.begin(), STEPS);
        }
        assertThat(found.bits()).isEqualTo(byOneThread(digits, STEPS));
    }

    @Test
    void morePartitionsThanBlocks() {
        RoundScene two = RoundScene.table(TableBlocks.ofNumbers(NETWORK, TableBlocks.Kind.SPARSE, 82, 20), NETWORK, ADAM);
        assertThat(two.plan().blockCount()).isEqualTo(2);
        Seen found = new Seen(STEPS);
        try (ClusterBlocks on = two.on(session, 4)) {
            new Trainer(two.stage(session, on, RoundListener.UNTOLD), found).run(two.begin(), STEPS);
        }
        assertThat(found.bits()).isEqualTo(byOneThread(two, STEPS));
    }

    /** In the first epoch, at its end, in the middle of another. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4, 5, 6, 13, 28})
    void aRoundBeginsAfterAnyStep(int after) {
        OptimizerState state = stateAfter(after);
        Seen found = new Seen(STEPS);
        try (ClusterBlocks on = SCENE.on(session, 3)) {
            new Trainer(SCENE.stage(session, on, RoundListener.UNTOLD), found).run(state, STEPS);
        }
        assertThat(found.bits()).isEqualTo(expected.subList(after, STEPS));
    }

    @Test
    void theStepsThatAreAuditedAreJobsBetweenRounds() {
        RoundScene scene = new RoundScene(
                SCENE.name(),
                SCENE.blocks(),
                new BlockPlan(613, 16, 2, 3).with(SCENE.plan().magnitude()), // so that 1 of 10 batches is
                SCENE.pass(),
                NETWORK,
                ADAM,
                SCENE.rate());
        AuditPlan audit = new AuditPlan(5, 0.05);
        int steps = 60;
        Seen found = new Seen(steps);
        Told told = new Told();
        try (ClusterBlocks on = scene.on(session, 2)) {
            new Trainer(scene.stage(session, on, limits(RoundScene.LONG, false), audit, told), found)
                    .run(scene.begin(), steps);
        }
        assertThat(found.bits()).isEqualTo(byOneThread(scene, steps));
        List<Integer> audited = IntStream.rangeClosed(1, steps)
                .filter(step -> audit.includesAnyOf(scene.plan().batch(step)))
                .boxed()
                .toList();
        assertThat(audited).hasSizeBetween(2, 15);
        assertThat(found.records().stream()
                        .filter(step -> step.auditedBlocks() > 0)
                        .map(StepRecord::step))
                .isEqualTo(audited);
        assertThat(told.rounds()).isBetween(2, audited.size() + 1);
    }

    /** Each step lasts a little, so that what comes from the driver comes within the steps. */
    private record Slow(Optimizer right, int milliseconds) implements Optimizer {
        @Override
        public List<String> slots() {
            return right.slots();
        }

        @Override
        public OptimizerState step(OptimizerState state, io.lockstep.gradient.Gradient gradient, double learningRate) {
            try {
                Thread.sleep(milliseconds);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return right.step(state, gradient, learningRate);
        }
    }

    @Test
    void aRoundEndsWhenItsTimeIsOver() {
        RoundScene slow = SCENE.with(new Slow(ADAM, 10));
        Seen found = new Seen(STEPS);
        Told told = new Told();
        try (ClusterBlocks on = slow.on(session, 2)) {
            new Trainer(slow.stage(session, on, limits(Duration.ofMillis(50), false), UNAUDITED, told), found)
                    .run(slow.begin(), STEPS);
        }
        assertThat(found.bits()).isEqualTo(expected);
        assertThat(told.rounds()).isGreaterThan(2);
        assertThat(found.reachedSteps()).hasSizeBetween(told.rounds(), told.rounds() + 1); // a single last step is a job
        assertThat(found.reachedSteps()).last().isEqualTo(STEPS);
    }

    @Test
    void aRoundEndsWhenTheObserverWantsIt() {
        RoundScene slow = SCENE.with(new Slow(ADAM, 2));
        int never = 1_000_000;
        Seen found = new Seen(never) {
            @Override
            public boolean taken(StepRecord step) {
                super.taken(step);
                return step.step() < 12;
            }

            @Override
            public boolean reached(io.lockstep.train.Step step) {
                super.reached(step);
                return false;
            }
        };
        try (ClusterBlocks on = slow.on(session, 2)) {
            new Trainer(slow.stage(session, on, RoundListener.UNTOLD), found).run(slow.begin(), never);
        }
        assertThat(found.reachedSteps()).hasSize(1).allMatch(step -> step >= 12 && step < never);
        assertThat(found.records()).hasSize(found.reachedSteps().get(0)); // none is lost at the end
    }

    /** Fails in one step, so often. */
    private static PlantedOptimizer failing(int times) {
        FAILURES.set(times);
        return new PlantedOptimizer(
                ADAM,
                1,
                9,
                state -> {
                    if (FAILURES.getAndDecrement() > 0) {
                        throw new OutOfMemoryError("planted");
                    }
                    return state;
                },
                TaskContext::getPartitionId);
    }

    @Test
    void aRoundThatFailsBeginsAgainAndNoStepIsToldTwice() {
        RoundScene scene = SCENE.with(failing(2));
        Seen found = new Seen(STEPS);
        Told told = new Told();
        try (ClusterBlocks on = scene.on(session, 3)) {
            new Trainer(scene.stage(session, on, told), found).run(scene.begin(), STEPS);
        }
        assertThat(found.bits()).isEqualTo(expected);
        assertThat(told.rounds()).isEqualTo(3);
        assertThat(told.losses()).hasSize(2).allSatisfy(loss -> assertThat(loss)
                .startsWith("after 0: task 1 on executor driver on ")
                .endsWith("failed: java.lang.OutOfMemoryError: planted"));
        assertThat(Meeting.count()).isZero();
    }

    @Test
    void whereRoundsFailAgainAndAgainJobsAreTaken() {
        RoundScene scene = SCENE.with(failing(4));
        Seen found = new Seen(STEPS);
        Told told = new Told();
        try (ClusterBlocks on = scene.on(session, 2)) {
            new Trainer(scene.stage(session, on, limits(RoundScene.LONG, true), UNAUDITED, told), found)
                    .run(scene.begin(), STEPS);
        }
        assertThat(found.bits()).isEqualTo(expected);
        assertThat(told.losses()).hasSize(4);
        assertThat(told.choices()).hasSize(2).last().asString().contains("rounds failed 4 times in a row", "planted");
    }

    @Test
    void orTheTrainingEndsWhereJobsAreNotAllowed() {
        RoundScene scene = SCENE.with(failing(4));
        try (ClusterBlocks on = scene.on(session, 2)) {
            Trainer trainer = new Trainer(scene.stage(session, on, new Told()), new Seen(STEPS));
            assertThatThrownBy(() -> trainer.run(scene.begin(), STEPS))
                    .isInstanceOf(ResourceException.class)
                    .hasMessageContaining("rounds failed 4 times in a row, the last because task 1 on executor driver");
        }
    }

    @Test
    void anErrorOfTheDataIsToldAsItIsAndNotTriedAgain() {
        Told told = new Told();
        RoundScene scene = SCENE.with(new PlantedOptimizer(
                ADAM,
                1,
                9,
                state -> {
                    throw new DataException("block 3", "784 features", "783", "Fix the file.");
                },
                TaskContext::getPartitionId));
        try (ClusterBlocks on = scene.on(session, 2)) {
            Trainer trainer = new Trainer(scene.stage(session, on, told), new Seen(STEPS));
            assertThatThrownBy(() -> trainer.run(scene.begin(), STEPS))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("block 3: expected 784 features, found 783");
        }
        assertThat(told.losses()).isEmpty();
    }

    /** As by jobs: the same step and the same words, wherever the block is. */
    @Test
    void aTrainingThatDivergesSaysTheSame() {
        RoundScene scene = new RoundScene(
                SCENE.name(),
                SCENE.blocks(),
                SCENE.plan(),
                SCENE.pass(),
                NETWORK,
                new io.lockstep.train.GradientDescent(),
                new io.lockstep.train.Schedule.Constant(1e36));
        Seen alone = new Seen(1);
        List<String> messages = new ArrayList<>();
        assertThatThrownBy(() -> new Trainer(scene.oneThread(), alone).run(scene.begin(), STEPS))
                .isInstanceOf(DivergedException.class)
                .satisfies(failure -> messages.add(String.valueOf(failure.getMessage())));
        Seen found = new Seen(STEPS);
        try (ClusterBlocks on = scene.on(session, 3)) {
            Trainer trainer = new Trainer(scene.stage(session, on, new Told()), found);
            assertThatThrownBy(() -> trainer.run(scene.begin(), STEPS))
                    .isInstanceOf(DivergedException.class)
                    .hasMessage(messages.get(0));
        }
        assertThat(found.bits()).isEqualTo(alone.bits());
    }

    @Test
    void twoTrainingsAtOnceHaveTheirOwnBits() throws Exception {
        RoundScene other = RoundScene.table(
                TableBlocks.ofNumbers(NETWORK, TableBlocks.Kind.SPARSE, 83, 500), NETWORK, ADAM);
        List<RoundScene> scenes = List.of(SCENE, other);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (ClusterBlocks one = SCENE.on(session, 2);
                ClusterBlocks two = other.on(session, 2)) {
            List<ClusterBlocks> blocks = List.of(one, two);
            List<Future<List<String>>> both = IntStream.range(0, 2)
                    .mapToObj(i -> threads.submit(() -> {
                        Seen seen = new Seen(10);
                        new Trainer(scenes.get(i).stage(session, blocks.get(i), RoundListener.UNTOLD), seen)
                                .run(scenes.get(i).begin(), STEPS);
                        return seen.bits();
                    }))
                    .toList();
            assertThat(both.get(0).get()).isEqualTo(expected);
            assertThat(both.get(1).get()).isEqualTo(byOneThread(other, STEPS));
        } finally {
            threads.shutdownNow();
        }
    }
}
