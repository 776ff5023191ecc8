package io.lockstep.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockReader;
import io.lockstep.check.LocalGradients;
import io.lockstep.cluster.executor.ResourceException;
import io.lockstep.data.DatasetCard;
import io.lockstep.data.Examples;
import io.lockstep.data.SplitName;
import io.lockstep.data.drawn.DrawnDigits;
import io.lockstep.gradient.GradientSource;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Initializer;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.pass.device.BackendPolicy;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import io.lockstep.train.GradientDescent;
import io.lockstep.train.GradientStepper;
import io.lockstep.train.OptimizerState;
import io.lockstep.train.Schedule;
import io.lockstep.train.Stepper;
import io.lockstep.train.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Executors that stop without a word while a cluster trains: who is told of it, what is done, and that every step has the bits of a run that
 * nothing befell. The rows in {@code target/faults.md} say how long it took.
 */
@Tag("drill")
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StallsIT {
    private static final int STEPS = 8;
    private static final int BEFORE = 4; // steps, after which an executor stops
    private static final Examples DIGITS = new DrawnDigits().split(SplitName.TRAIN);
    private static final BlockPlan PLAN = new BlockPlan(4_000, 128);
    private static final Architecture ARCHITECTURE =
            new Architecture(List.of(784, 200, 10), Activation.RELU, Loss.CROSS_ENTROPY);
    private static final PassPlan PASS = new PassPlan(
            Kernel.VECTOR, DatasetCard.of(DIGITS, "built in", PLAN.examples()).standardizer());
    private static final List<String> TABLE = new ArrayList<>();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private static Path shared;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static StandaloneCluster cluster;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static List<String> undisturbed;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private final Witness witness = new Witness();
    private final List<Stall> told = new CopyOnWriteArrayList<>();
    private final Set<ProcessHandle> stopped = ConcurrentHashMap.newKeySet();
    private final List<String> digests = new ArrayList<>();
    private final List<Duration> steps = new ArrayList<>();

    @BeforeAll
    static void startCluster() throws IOException {
        cluster = StandaloneCluster.start(shared, Map.of());
        undisturbed = new ArrayList<>();
        Trainer trainer = new Trainer(stepper(new LocalGradients(BlockReader.all(DIGITS, PLAN), PASS)), step -> {
            undisturbed.add(step.after().parameters().sha256());
            return true;
        });
        trainer.run(initial(), STEPS);
    }

    @BeforeEach
    void twoWorkers() throws IOException {
        for (String host : List.of("127.0.0.1", "127.0.0.2")) {
            if (!cluster.hasWorker(host)) {
                cluster.addWorker(host, 1, "1g");
            }
        }
    }

    @AfterEach
    void goOn() {
        stopped.stream().filter(ProcessHandle::isAlive).forEach(StallsIT::resume);
    }

    @AfterAll
    static void stopCluster() throws IOException {
        cluster.close();
        FaultTable.add(TABLE);
    }

    @Test
    void anExecutorThatStopsForSecondsIsToldOnceAndWaitedFor() {
        train(4, Duration.ZERO, Map.of(), session -> {
            ProcessHandle executor = stop(session, "0");
            new Thread(() -> {
                        StandaloneCluster.await("a word", () -> told.isEmpty() ? null : true);
                        pause(Duration.ofSeconds(3));
                        resume(executor);
                    })
                    .start();
        });
        assertThat(digests).isEqualTo(undisturbed);
        assertThat(told)
                .filteredOn(stall -> stall.executor().equals("0"))
                .singleElement()
                .satisfies(stall -> {
                    assertThat(stall.step()).isEqualTo(BEFORE + 1);
                    assertThat(stall.host()).isIn("127.0.0.1", "127.0.0.2");
                    assertThat(stall.tasks()).isPositive();
                    assertThat(stall.state()).isEqualTo(Stall.State.SILENT); // heartbeats of a second
                });
        assertThat(witness.executorsLost).hasValue(0);
        row("SIGSTOP of an executor, SIGCONT after 8 s");
    }

    @Test
    void anExecutorThatStopsForEverIsReplaced() {
        train(4, Duration.ofSeconds(5), Map.of(), session -> stop(session, "0"));
        assertReplaced("0");
        row("SIGSTOP of an executor for ever, 4 partitions, cluster.task-timeout 5 s");
    }

    /** One partition for each executor: the block of the stopped one is on no other, and is made again. */
    @Test
    void anExecutorThatStopsForEverIsReplacedWhereEachHasOnePartition() {
        train(2, Duration.ofSeconds(5), Map.of(), session -> stop(session, "1"));
        assertReplaced("1");
        row("SIGSTOP of an executor for ever, 2 partitions, cluster.task-timeout 5 s");
    }

    /** With the settings that nobody has changed. */
    @Test
    void anExecutorThatStopsForEverIsReplacedWellBeforeSparksOwnTimeout() {
        train(2, Duration.ZERO, Map.of("spark.executor.heartbeatInterval", "10s"), session -> stop(session, "0"));
        assertReplaced("0");
        row("SIGSTOP of an executor for ever, nothing set");
    }

    @Test
    void aFailureAfterAReplacementTellsTheFirstCause() {
        Plant neverEnds = new Plant(DIGITS, Plant.Harm.NEVER_ENDS, folder.toString());
        AtomicReference<String> executor = new AtomicReference<>();
        SparkListener ofPartition1 = new SparkListener() {
            @Override
            public void onTaskStart(SparkListenerTaskStart start) {
                if (start.taskInfo().partitionId() == 1) {
                    executor.compareAndSet(null, start.taskInfo().executorId());
                }
            }
        };
        Disturbance stopsIt = session -> new Thread(() -> {
                    session.spark().sc().addSparkListener(ofPartition1);
                    String its = StandaloneCluster.await("partition 1", executor::get);
                    StandaloneCluster.await("both tasks", () -> neverEnds.openings() == 2 ? true : null);
                    pause(Duration.ofSeconds(1)); // until the driver knows that it runs, too
                    stop(session, its);
                })
                .start();
        Map<String, String> oneFailure = Map.of("spark.task.maxFailures", "1");
        assertThatThrownBy(() -> train(neverEnds, 2, Duration.ofSeconds(5), oneFailure, stopsIt, session -> {}))
                .isInstanceOf(ResourceException.class)
                .hasMessageMatching(
                        "cluster\\.task-timeout: expected executors that answer, found that executor [01] on 127\\.0\\.0\\.[12] has not answered for \\d+ s and was replaced; then the job failed: Job aborted [^\n]*");
    }

    private void assertReplaced(String executor) {
        assertThat(digests).isEqualTo(undisturbed);
        assertThat(told)
                .filteredOn(stall -> stall.state() == Stall.State.REPLACED)
                .extracting(Stall::executor)
                .containsExactly(executor);
        assertThat(witness.executorsLost).hasValue(1);
        assertThat(steps.get(BEFORE)).isLessThan(Duration.ofSeconds(100)); // Spark: not before 120 s
    }

    private void row(String fault) {
        TABLE.add("| %s | executors lost: %d, told: %d, the step took %.1f s | %.12s | yes |"
                .formatted(
                        fault,
                        witness.executorsLost.get(),
                        told.size(),
                        steps.get(BEFORE).toMillis() / 1e3,
                        digests.get(STEPS - 1)));
        told.forEach(stall -> System.out.println("  " + stall.sentence()));
    }

    private ProcessHandle stop(ClusterSession session, String executor) {
        ProcessHandle process = cluster.executor(session.describe().applicationId(), executor);
        signal(process, "STOP");
        stopped.add(process);
        return process;
    }

    private static void resume(ProcessHandle process) {
        signal(process, "CONT");
    }

    private static void signal(ProcessHandle process, String signal) {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Stepper stepper(GradientSource gradients) {
        return new GradientStepper(PLAN, gradients, new GradientDescent(), new Schedule.Constant(0.1));
    }

    private static OptimizerState initial() {
        return new GradientDescent().initial(Parameters.initial(ARCHITECTURE, Initializer.KAIMING_FAN_IN, 7));
    }

    /** What is done to the cluster. */
    private interface Disturbance {
        void of(ClusterSession session);
    }

    private void train(int partitions, Duration taskTimeout, Map<String, String> properties, Disturbance afterStep4) {
        train(DIGITS, partitions, taskTimeout, properties, session -> {}, afterStep4);
    }

    private void train(
            Examples examples,
            int partitions,
            Duration taskTimeout,
            Map<String, String> properties,
            Disturbance atFirst,
            Disturbance afterStep4) {
        Map<String, String> more = new HashMap<>(Map.of("spark.executor.heartbeatInterval", "1s"));
        more.putAll(properties);
        Map<String, String> all = cluster.settings(more);
        all.forEach(System::setProperty);
        ClusterNeeds needs = new ClusterNeeds(BackendPolicy.CPU, 2, Duration.ofSeconds(60), false, taskTimeout);
        try (ClusterSession session = ClusterSession.open("drill", needs)) {
            session.spark().sc().addSparkListener(witness);
            session.stalls().tell(told::add);
            atFirst.of(session);
            session.run(() -> {
                try (ClusterBlocks blocks = ClusterBlocks.of(session.spark(), examples, PLAN, partitions)
                        .preparedFor(PASS)) {
                    Stepper stepper = stepper(new ClusterGradients(blocks, PASS));
                    return new Trainer(session.stalls().watching(stepper), step -> {
                                digests.add(step.after().parameters().sha256());
                                steps.add(step.work().elapsed());
                                if (step.number() == BEFORE) {
                                    afterStep4.of(session);
                                }
                                return true;
                            })
                            .run(initial(), STEPS);
                }
            });
        } finally {
            all.keySet().forEach(System::clearProperty);
        }
    }
}
