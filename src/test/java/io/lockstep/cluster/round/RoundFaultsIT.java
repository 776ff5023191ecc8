package io.lockstep.cluster.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lockstep.block.AuditPlan;
import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockRange;
import io.lockstep.block.BlockReader;
import io.lockstep.check.LocalGradients;
import io.lockstep.cluster.CancelledException;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.ClusterGradients;
import io.lockstep.cluster.ClusterNeeds;
import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.FaultTable;
import io.lockstep.cluster.Stall;
import io.lockstep.cluster.StandaloneCluster;
import io.lockstep.cluster.allreduce.Phase;
import io.lockstep.cluster.bits.MixedClusterException;
import io.lockstep.cluster.bits.SameBits;
import io.lockstep.cluster.executor.ExecutorDescription;
import io.lockstep.cluster.executor.ResourceException;
import io.lockstep.data.DatasetCard;
import io.lockstep.data.Examples;
import io.lockstep.data.SplitName;
import io.lockstep.data.drawn.DrawnDigits;
import io.lockstep.gradient.DivergedException;
import io.lockstep.gradient.ExampleCountException;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Initializer;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.pass.BlockGradient;
import io.lockstep.pass.BlockPass;
import io.lockstep.pass.PassFactory;
import io.lockstep.pass.PlantedPass;
import io.lockstep.pass.device.BackendPolicy;
import io.lockstep.pass.plan.Fingerprint;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import io.lockstep.pass.plan.ProbeBlocks;
import io.lockstep.train.AdamW;
import io.lockstep.train.GradientStepper;
import io.lockstep.train.Optimizer;
import io.lockstep.train.OptimizerState;
import io.lockstep.train.Schedule;
import io.lockstep.train.Step;
import io.lockstep.train.StepObserver;
import io.lockstep.train.StepRecord;
import io.lockstep.train.Stepper;
import io.lockstep.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What befalls a round of steps, and that every step has the bits of a run that nothing befell, that the first cause is told, and that nothing
 * waits for ever. Each test knows that its fault happened: a {@link Planted} one leaves a file. {@code target/round-faults.md} is the table of
 * what they saw.
 */
@Tag("drill")
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RoundFaultsIT {
    private static final int STEPS = 90; // three rounds
    private static final int STRUCK = 45;
    private static final int ENDLESS = 1_000_000;
    private static final Examples DIGITS = new DrawnDigits().split(SplitName.TRAIN);
    private static final BlockPlan PLAN = new BlockPlan(4_000, 32, 8, 3);
    private static final PassPlan PASS = new PassPlan(
            Kernel.VECTOR, DatasetCard.of(DIGITS, "built in", PLAN.examples()).standardizer());
    private static final Optimizer OPTIMIZER = new AdamW(0.9, 0.999, 1e-8, 0.01);
    private static final Schedule RATE = new Schedule.Constant(0.002);
    private static final Architecture NETWORK =
            new Architecture(List.of(784, 50, 10), Activation.RELU, Loss.CROSS_ENTROPY);
    private static final OptimizerState BEGIN =
            OPTIMIZER.initial(Parameters.initial(NETWORK, Initializer.KAIMING_FAN_IN, 7));
    private static final StageStepper.Limits STAGE = limits(Duration.ZERO, false);
    private static final StageStepper.Limits AUTO = limits(Duration.ZERO, true);
    private static final ClusterNeeds NEEDS = new ClusterNeeds(BackendPolicy.CPU, 2, Duration.ofSeconds(90));
    private static final Map<String, String> SETTINGS =
            Map.of("spark.cores.max", "2", "spark.locality.wait", "0s", "spark.executor.heartbeatInterval", "1s");
    private static final List<String> HOSTS = List.of("127.0.0.1", "127.0.0.2");
    private static final String EXECUTOR = "executor \\d+ on 127\\.0\\.0\\.[12]";
    private static final List<String> TABLE = new ArrayList<>();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private static Path shared;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static StandaloneCluster cluster;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static ClusterSession session;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static ClusterBlocks blocks;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static List<String> undisturbed;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private final Told told = new Told();
    private final List<Stall> stalls = new CopyOnWriteArrayList<>();
    private final RoundBitsTest.Digests digests = new RoundBitsTest.Digests();
    private int lostBefore;

    /** What is told of rounds. */
    private static final class Told implements RoundListener {
        private final List<String> causes = new ArrayList<>();
        private final List<String> reasons = new ArrayList<>(); // against a stage; empty for it
        private int begun;
        private int repeated;

        @Override
        public void chosen(boolean stage, int tasks, String reason) {
            reasons.add(reason);
        }

        @Override
        public void begun() {
            begun++;
        }

        @Override
        public void lost(int afterStep, int lostSteps, String cause) {
            repeated += lostSteps;
            causes.add(cause);
        }
    }

    /** What the test does after a step. */
    private interface After {
        void step(StepRecord step);
    }

    @BeforeAll
    static void start() throws IOException {
        RoundBitsTest.Digests alone = new RoundBitsTest.Digests();
        LocalGradients gradients = new LocalGradients(BlockReader.all(DIGITS, PLAN), PASS);
        new Trainer(new GradientStepper(PLAN, gradients, OPTIMIZER, RATE), alone).run(BEGIN, STEPS);
        undisturbed = alone.digests;
        cluster = StandaloneCluster.start(shared, Map.of());
        for (String host : HOSTS) {
            cluster.addWorker(host, 1, "1g");
        }
        Map<String, String> all = cluster.settings(SETTINGS);
        all.forEach(System::setProperty);
        session = ClusterSession.open("drill", NEEDS);
        all.keySet().forEach(System::clearProperty);
        blocks = session.run(
                () -> ClusterBlocks.of(session.spark(), DIGITS, PLAN, 2).preparedFor(PASS));
    }

    @AfterAll
    static void stop() throws IOException {
        session.close();
        cluster.close();
        FaultTable.add("round-faults.md", TABLE);
    }

    @BeforeEach
    void twoSlots() throws IOException {
        for (String host : HOSTS) {
            if (!cluster.hasWorker(host)) {
                cluster.addWorker(host, 1, "1g");
            }
        }
        awaitSlots(2);
        awaitIdle();
        lostBefore = lost();
        session.stalls().tell(stalls::add);
    }

    @Test
    void anExecutorIsKilledInAPass() {
        Planted plant = planted(0, 15, Planted.halt());
        train(OPTIMIZER, plant.in(passes()), STAGE);
        assertRepeated(plant, EXECUTOR + " was lost: .*\\b137\\b.*");
        row("kill -9 of an executor in a pass");
    }

    @ParameterizedTest
    @EnumSource(Phase.class)
    void anExecutorIsKilledInAnExchange(Phase phase) {
        Planted plant = planted(1, STRUCK, Planted.haltIn(phase));
        train(plant.in(OPTIMIZER), passes(), STAGE);
        assertRepeated(plant, EXECUTOR + " was lost: .*\\b137\\b.*");
        row("kill -9 of an executor in " + phase);
    }

    /** With it its executor; another comes late, and single jobs take the steps until then. */
    @Test
    void aWorkerIsKilledAndAnotherJoinsLate() {
        Planted plant = planted(0, STRUCK, killWorker());
        train(plant.in(OPTIMIZER), passes(), AUTO, step -> {
            if (step.exchangeMilliseconds() == 0 && session.slots() < 2) { // by a job
                addMissingWorkers();
                awaitSlots(2);
            }
        });
        assertThat(plant.hasStruck()).isTrue();
        assertThat(digests.digests).isEqualTo(undisturbed);
        assertThat(lost()).isEqualTo(lostBefore + 1);
        assertThat(told.causes).singleElement().asString().matches(EXECUTOR + " was lost: .*");
        assertThat(told.reasons).containsExactly("", "2 partitions need as many task slots, and there are 1", "");
        row("kill -9 of a worker; another joins late");
    }

    /** The task's own executor and its worker, which is its parent. */
    private static Planted.Harm killWorker() {
        return () -> {
            ProcessHandle worker = ProcessHandle.current().parent().orElseThrow();
            worker.destroyForcibly();
            Runtime.getRuntime().halt(137);
        };
    }

    @Test
    void anExecutorThatStopsForSecondsIsToldAndWaitedFor() {
        Planted plant = planted(1, STRUCK, Planted.stop(8));
        train(plant.in(OPTIMIZER), passes(), STAGE);
        assertThat(plant.hasStruck()).isTrue();
        assertThat(digests.digests).isEqualTo(undisturbed);
        assertThat(told.causes).isEmpty();
        assertThat(stalls).singleElement().satisfies(stall -> {
            assertThat(stall.sentence())
                    .matches("step 4[56]: waiting for \\d+ s for 1 task on " + EXECUTOR
                            + ", which has not answered for \\d+ s \\(the last steps took .*\\)\\.");
        });
        row("SIGSTOP of an executor, SIGCONT after 8 s");
    }

    @Test
    void anExecutorThatStopsForEverIsReplaced() {
        Planted plant = planted(1, STRUCK, Planted.stop(600));
        train(plant.in(OPTIMIZER), passes(), limits(Duration.ofSeconds(3), false));
        assertRepeated(plant, EXECUTOR + " has not answered for \\d+ s and was replaced");
        assertThat(lost()).isEqualTo(lostBefore + 1);
        row("SIGSTOP of an executor for ever, cluster.task-timeout 3 s");
    }

    /** It is slow, and its executor answers: the round is repeated on the same executors. */
    @Test
    void aTaskThatIsLaterThanTheTimeoutIsRepeated() {
        Planted plant = planted(1, STRUCK, () -> Thread.sleep(6_000));
        train(plant.in(OPTIMIZER), passes(), limits(Duration.ofSeconds(3), false));
        assertRepeated(
                plant,
                "task 0 on " + EXECUTOR + " failed: All-reduce 15, reduce-scatter: no message in time from " + EXECUTOR
                        + ": waited 3\\.0 s");
        assertThat(lost()).isEqualTo(lostBefore);
        row("a task that is late, cluster.task-timeout 3 s");
    }

    @Test
    void aTaskThatFailsOnceIsToldFirst() {
        Planted plant = planted(1, 15, () -> {
            throw new IllegalStateException("planted");
        });
        train(OPTIMIZER, plant.in(passes()), STAGE);
        assertRepeated(plant, "task 1 on " + EXECUTOR + " failed: java\\.lang\\.IllegalStateException: planted");
        assertThat(lost()).isEqualTo(lostBefore);
        row("a task that fails once");
    }

    @Test
    void whereRoundsFailAgainAndAgainEachStepBecomesAJob() {
        Planted plant = always(1, STRUCK, () -> {
            throw new IllegalStateException("planted");
        });
        train(plant.in(OPTIMIZER), passes(), AUTO);
        assertThat(digests.digests).isEqualTo(undisturbed);
        assertThat(told.causes).hasSize(4);
        assertThat(told.reasons)
                .hasSize(2)
                .element(1)
                .asString()
                .matches("rounds failed 4 times in a row, the last because task 1 on " + EXECUTOR
                        + " failed: java\\.lang\\.IllegalStateException: planted");
        row("a task that fails always, cluster.steps = auto");
    }

    @Test
    void whereRoundsFailAgainAndAgainTheRunEndsIfJobsAreNotAllowed() {
        Planted plant = always(0, STRUCK, () -> {
            throw new IllegalStateException("planted");
        });
        Throwable failure = catchThrowable(() -> train(plant.in(OPTIMIZER), passes(), STAGE));
        assertThat(failure)
                .isInstanceOf(ResourceException.class)
                .hasMessageMatching(
                        "cluster\\.steps: expected a round of steps to end, found that rounds failed 4 times in a"
                                + " row, the last because task 0 on " + EXECUTOR
                                + " failed: java\\.lang\\.IllegalStateException: planted\\. Check .*");
        assertThat(told.begun).isEqualTo(1 + 4);
        row("a task that fails always, cluster.steps = stage", failure);
    }

    /** Another job of the same application. */
    @Test
    void whereOtherWorkHasASlotStepsAreJobsUntilItEnds() throws IOException {
        Path ends = folder.resolve("ends");
        String file = ends.toString();
        JavaSparkContext spark = session.spark();
        Thread other = new Thread(() -> spark.parallelize(List.of(1), 1).foreach(one -> awaitFile(file)));
        other.start();
        StandaloneCluster.await("the other work", () -> session.busySlots() == 1 ? true : null);
        train(OPTIMIZER, passes(), AUTO, step -> {
            if (step.step() == 5) {
                create(ends);
                awaitIdle();
            }
        });
        assertThat(digests.digests).isEqualTo(undisturbed);
        assertThat(told.reasons).containsExactly("2 partitions need as many task slots, and other work has 1 of 2", "");
        assertThat(told.causes).isEmpty();
        row("other work has a slot");
    }

    /** A round whose tasks have been submitted, but not started. */
    @Test
    void aRoundThatCannotStartIsToldAndDoesNotHang() {
        Path ends = folder.resolve("ends");
        String file = ends.toString();
        JavaSparkContext spark = session.spark();
        Thread other = new Thread(() -> spark.parallelize(List.of(1), 1).foreach(one -> awaitFile(file)));
        Planted plant = planted(1, STRUCK, () -> {
            throw new IllegalStateException("planted");
        });
        train(
                plant.in(OPTIMIZER),
                passes(),
                STAGE,
                step -> {},
                begun -> {
                    if (begun == 2) { // between the look for slots and the round
                        other.start();
                        StandaloneCluster.await("the other work", () -> session.busySlots() == 1 ? true : null);
                    }
                },
                cause -> create(ends));
        assertThat(digests.digests).isEqualTo(undisturbed);
        assertThat(told.causes.get(0))
                .isEqualTo("its 2 tasks could not start within 20 s, because other work has the task slots");
        row("other work takes a slot as a round begins");
    }

    /** A sender with the key of an earlier attempt, of the two executors of which one has begun the round again. */
    @Test
    void aPeerOfAnEarlierAttemptIsRefused() throws IOException {
        Planted plant = planted(1, STRUCK, OldPeer.fails(folder));
        Planted old = planted(1, STRUCK + 1, OldPeer.sends(folder));
        train(old.in(plant.in(OPTIMIZER)), passes(), STAGE);
        assertThat(old.hasStruck()).isTrue();
        assertThat(digests.digests).isEqualTo(undisturbed);
        assertThat(told.causes).singleElement().asString().endsWith("planted");
        assertThat(Files.readString(folder.resolve("answer")))
                .matches(
                        "All-reduce 0, reduce-scatter: lost the connection to the peer: refused: key lockstep-\\S+ unknown\\.");
        row("a peer of an earlier attempt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"group", "session", "interruption"})
    void aRoundThatIsCancelledEndsAtOnce(String by) {
        Thread trains = Thread.currentThread();
        session.spark().setJobGroup("round drill", "a test", false);
        RuntimeException failure;
        long[] cancelled = {0};
        try {
            Throwable thrown = catchThrowable(() -> session.run(() -> {
                try (ClusterBlocks ours =
                        ClusterBlocks.of(session.spark(), DIGITS, PLAN, 2).preparedFor(PASS)) {
                    return new Trainer(stepper(ours, OPTIMIZER, passes(), STAGE), new StepObserver() {
                                @Override
                                public boolean taken(StepRecord step) {
                                    if (step.step() == 200) {
                                        cancelled[0] = System.nanoTime();
                                        cancel(by, trains);
                                    }
                                    return true;
                                }

                                @Override
                                public boolean reached(Step step) {
                                    return true;
                                }

                                @Override
                                public int until(int first, int steps) {
                                    return steps;
                                }
                            })
                            .run(BEGIN, ENDLESS);
                }
            }));
            assertThat(thrown).isInstanceOf(CancelledException.class);
            failure = (CancelledException) thrown;
            assertThat(Thread.interrupted()).isEqualTo(by.equals("interruption"));
        } finally {
            session.spark().clearJobGroup();
        }
        double seconds = (System.nanoTime() - cancelled[0]) / 1e9;
        assertThat(told.causes).isEmpty();
        awaitIdle();
        assertThat(session.onEachExecutor(description -> roundThreads()).values())
                .containsOnly(0L);
        row("cancelled by %s; ended after %.1f s".formatted(by, seconds), failure);
    }

    private static void cancel(String by, Thread trains) {
        switch (by) {
            case "group" -> session.spark().cancelJobGroup("round drill");
            case "session" -> session.cancel();
            default -> trains.interrupt();
        }
    }

    /** Threads of this JVM that are in a round. */
    private static long roundThreads() {
        return Thread.getAllStackTraces().values().stream()
                .filter(stack -> List.of(stack).stream()
                        .anyMatch(frame -> frame.getClassName().equals(RoundTask.class.getName())))
                .count();
    }

    @Test
    void anExecutorWithOtherBitsEndsTheRunAsByJobs() {
        SparkSession same =
                SparkSession.builder().sparkContext(session.spark().sc()).getOrCreate();
        try (ClusterSession mixed = ClusterSession.attach(same, NEEDS); // which remembers it
                ClusterBlocks itsOwn = mixed.run(() -> ClusterBlocks.of(mixed.spark(), DIGITS, PLAN, 2))) {
            ProbeBlocks probe = ProbeBlocks.of(NETWORK, PLAN);
            Fingerprint ours = mixed.fingerprints(probe, PASS, false).first();
            SameBits others =
                    new SameBits(probe, new Fingerprint("f".repeat(64), ours.processor(), ours.backend(), ours.gpu()));
            PassFactory passes = new ClusterGradients(itsOwn.requiring(others), PASS).passes();
            assertSameFailure("an executor with other bits", MixedClusterException.class, mixed, itsOwn, passes);
        }
    }

    @Test
    void aValueThatIsNotFiniteInOneBlockEndsTheRunAsByJobs() {
        PassFactory passes = passes();
        assertSameFailure(
                "NaN in one task's block",
                DivergedException.class,
                session,
                blocks,
                parameters -> new NotFinite(passes.open(parameters)));
    }

    /** Block 100 has a gradient that is not a number. */
    private static final class NotFinite extends PlantedPass {
        NotFinite(BlockPass right) {
            super(right);
        }

        @Override
        public BlockGradient gradient(Block block) {
            BlockGradient gradient = right.gradient(block);
            if (block.index() == 100) {
                gradient.gradientSum()[7] = Float.NaN;
            }
            return gradient;
        }
    }

    @Test
    void aBlockThatIsMissingEndsTheRunAsByJobs() {
        try (ClusterBlocks incomplete = session.run(() -> ClusterBlocks.of(
                session.spark(),
                DIGITS,
                PLAN,
                List.of(new BlockRange(0, 60), new BlockRange(61, PLAN.blockCount() - 61))))) {
            PassFactory passes = new ClusterGradients(incomplete, PASS).passes();
            assertSameFailure("a missing block", ExampleCountException.class, session, incomplete, passes);
        }
    }

    private void assertSameFailure(
            String fault,
            Class<? extends RuntimeException> type,
            ClusterSession on,
            ClusterBlocks over,
            PassFactory passes) {
        Throwable byStage = catchThrowable(() ->
                on.run(() -> new Trainer(stepper(over, OPTIMIZER, passes, STAGE), digests).run(BEGIN, STEPS)));
        Throwable byJobs = catchThrowable(() -> on.run(() -> new Trainer(
                        new GradientStepper(PLAN, new ClusterGradients(over, passes), OPTIMIZER, RATE),
                        new RoundBitsTest.Digests())
                .run(BEGIN, STEPS)));
        assertThat(byStage).isInstanceOf(type);
        assertThat(rootOf(byJobs)).isInstanceOf(type);
        assertThat(withoutPlaces(byStage)).isEqualTo(withoutPlaces(rootOf(byJobs)));
        assertThat(told.causes).isEmpty();
        row(fault, byStage);
    }

    private static Throwable rootOf(Throwable failure) {
        return failure.getCause() == null ? failure : rootOf(failure.getCause());
    }

    /** Which executor finds it first is not determined. */
    private static String withoutPlaces(Throwable failure) {
        return String.valueOf(failure.getMessage()).replaceAll("executor \\d+ (on|at) [\\d.]+", "executor");
    }

    private static StageStepper.Limits limits(Duration task, boolean isFallbackAllowed) {
        return new StageStepper.Limits(Duration.ofSeconds(30), task, isFallbackAllowed);
    }

    private static PassFactory passes() {
        return new ClusterGradients(blocks, PASS).passes();
    }

    private Planted planted(int rank, int step, Planted.Harm harm) {
        return new Planted(folder.resolve("struck-" + step).toString(), true, rank, step, harm);
    }

    /** In rounds only: on the driver there is no task. */
    private Planted always(int rank, int step, Planted.Harm harm) {
        return new Planted(folder.resolve("struck-" + step).toString(), false, rank, step, harm);
    }

    private void train(Optimizer optimizer, PassFactory passes, StageStepper.Limits limits) {
        train(optimizer, passes, limits, step -> {});
    }

    private void train(Optimizer optimizer, PassFactory passes, StageStepper.Limits limits, After after) {
        train(optimizer, passes, limits, after, begun -> {}, cause -> {});
    }

    private void train(
            Optimizer optimizer,
            PassFactory passes,
            StageStepper.Limits limits,
            After after,
            Consumer<Integer> atBegin,
            Consumer<String> atLoss) {
        session.run(() -> new Trainer(stepper(blocks, optimizer, passes, limits, atBegin, atLoss), new StepObserver() {
                    @Override
                    public boolean taken(StepRecord step) {
                        digests.taken(step);
                        after.step(step);
                        return true;
                    }

                    @Override
                    public boolean reached(Step step) {
                        return digests.reached(step);
                    }

                    @Override
                    public int until(int first, int steps) {
                        return digests.until(first, steps);
                    }
                })
                .run(BEGIN, STEPS));
    }

    private Stepper stepper(ClusterBlocks over, Optimizer optimizer, PassFactory passes, StageStepper.Limits limits) {
        return stepper(over, optimizer, passes, limits, begun -> {}, cause -> {});
    }

    private Stepper stepper(
            ClusterBlocks over,
            Optimizer optimizer,
            PassFactory passes,
            StageStepper.Limits limits,
            Consumer<Integer> atBegin,
            Consumer<String> atLoss) {
        RoundListener listener = new RoundListener() {
            @Override
            public void chosen(boolean stage, int tasks, String reason) {
                told.chosen(stage, tasks, reason);
            }

            @Override
            public void begun() {
                told.begun();
                atBegin.accept(told.begun);
            }

            @Override
            public void lost(int afterStep, int lostSteps, String cause) {
                told.lost(afterStep, lostSteps, cause);
                atLoss.accept(cause);
            }
        };
        return new StageStepper(
                session,
                over,
                new StageStepper.Work(passes, optimizer, RATE, new AuditPlan(1, 0)),
                limits,
                () -> {},
                new GradientStepper(PLAN, new ClusterGradients(over, passes), optimizer, RATE),
                listener);
    }

    private void assertRepeated(Planted plant, String cause) {
        assertThat(plant.hasStruck()).isTrue();
        assertThat(digests.digests).isEqualTo(undisturbed);
        assertThat(told.causes).singleElement().asString().matches(cause);
        assertThat(told.begun).isEqualTo(3 + 1);
        assertThat(told.reasons).containsExactly("");
    }

    private void row(String fault) {
        TABLE.add("| %s | rounds begun: %d, lost: %d, steps repeated: %d, executors lost: %d | %s | %.12s | yes |"
                .formatted(
                        fault,
                        told.begun,
                        told.causes.size(),
                        told.repeated,
                        lost() - lostBefore,
                        stalls.isEmpty()
                                ? String.join("; ", told.causes)
                                : stalls.get(0).sentence() + " " + String.join("; ", told.causes),
                        digests.digests.get(STEPS - 1).replaceFirst(".* ", "")));
    }

    private void row(String fault, Throwable end) {
        TABLE.add("| %s | rounds begun: %d, lost: %d, steps repeated: %d, executors lost: %d | %s: %s | | |"
                .formatted(
                        fault,
                        told.begun,
                        told.causes.size(),
                        told.repeated,
                        lost() - lostBefore,
                        end.getClass().getSimpleName(),
                        end.getMessage()));
    }

    private static int lost() {
        return (int) session.executors().stream()
                .map(ExecutorDescription::lost)
                .filter(lost -> !lost.isEmpty())
                .count();
    }

    private static void awaitSlots(int slots) {
        StandaloneCluster.await(slots + " slots", () -> session.slots() == slots ? true : null);
    }

    private static void awaitIdle() {
        StandaloneCluster.await("no tasks", () -> session.busySlots() == 0 ? true : null);
    }

    private static void addMissingWorkers() {
        try {
            for (String host : HOSTS) {
                if (!cluster.hasWorker(host)) {
                    cluster.addWorker(host, 1, "1g");
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void create(Path file) {
        try {
            if (!Files.exists(file)) {
                Files.createFile(file);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void awaitFile(String file) throws InterruptedException {
        while (!Files.exists(Path.of(file)) && !TaskContext.get().isInterrupted()) {
            Thread.sleep(50);
        }
    }
}
