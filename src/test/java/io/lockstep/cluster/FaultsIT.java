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
import io.lockstep.data.Standardizer;
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
import io.lockstep.train.Schedule;
import io.lockstep.train.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkEnv;
import org.apache.spark.storage.RDDBlockId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What befalls a cluster while it trains, and that every step has the bits of a run that nothing befell. Each test sees by
 * a {@link Witness} that its fault did happen. {@code target/faults.md} is the table of what they saw. All but one are drills.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FaultsIT {
    private static final int STEPS = 6;
    private static final int PARTITIONS = 4;
    private static final Examples DIGITS = new DrawnDigits().split(SplitName.TRAIN);
    private static final BlockPlan PLAN = new BlockPlan(4_000, 128);
    private static final Standardizer STANDARDIZER =
            DatasetCard.of(DIGITS, "built in", PLAN.examples()).standardizer();
    private static final Architecture ARCHITECTURE =
            new Architecture(List.of(784, 200, 10), Activation.RELU, Loss.CROSS_ENTROPY);
    private static final PassPlan PASS = new PassPlan(Kernel.VECTOR, STANDARDIZER);
    private static final ClusterNeeds NEEDS = new ClusterNeeds(BackendPolicy.CPU, 2, Duration.ofSeconds(60));
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

    /** What is done to the cluster between two steps. */
    private interface Disturbance {
        void after(int step, ClusterSession session, ClusterBlocks blocks) throws IOException;
    }

    @BeforeAll
    static void startCluster() throws IOException {
        cluster = StandaloneCluster.start(shared, Map.of());
        undisturbed = new ArrayList<>();
        train(new LocalGradients(BlockReader.all(DIGITS, PLAN), PASS), undisturbed, step -> {});
        assertThat(undisturbed).hasSize(STEPS);
        TABLE.add("| none, one thread | | %.12s | |".formatted(undisturbed.get(STEPS - 1)));
    }

    @BeforeEach
    void twoWorkers() throws IOException {
        for (String host : List.of("127.0.0.1", "127.0.0.2")) {
            if (!cluster.hasWorker(host)) {
                cluster.addWorker(host, 1, "1g");
            }
        }
    }

    @AfterAll
    static void stopCluster() throws IOException {
        cluster.close();
        FaultTable.add(TABLE);
    }

    @Test
    @Tag("drill")
    void anExecutorIsKilledBetweenSteps() {
        assertUndisturbed(
                "kill -9 of an executor between two steps",
                plant(Plant.Harm.NONE),
                Map.of(),
                (step, session, blocks) -> {
                    if (step == 3) {
                        kill(session, "0");
                        awaitLoss();
                    }
                });
        assertThat(witness.executorsLost).hasValue(1);
    }

    @Test
    void anExecutorIsKilledDuringAStep() {
        assertUndisturbed(
                "kill -9 of an executor during a step", plant(Plant.Harm.NONE), Map.of(), (step, session, blocks) -> {
                    if (step == 3) {
                        witness.atNextTask(executor -> kill(session, executor));
                    }
                });
        assertThat(witness.executorsLost).hasValue(1);
        assertThat(witness.tasksLostWithTheirExecutor).hasPositiveValue();
    }

    @Test
    @Tag("drill")
    void aWorkerIsKilled() {
        assertUndisturbed("kill -9 of a worker", plant(Plant.Harm.NONE), Map.of(), (step, session, blocks) -> {
            if (step == 3) {
                cluster.killWorker("127.0.0.2");
                awaitLoss();
            }
        });
        assertThat(witness.executorsLost).hasValue(1);
    }

    @Test
    @Tag("drill")
    void aTaskFailsTwice() {
        assertUndisturbed(
                "a task that fails twice", plant(Plant.Harm.FAILS_TWICE), Map.of(), (step, session, blocks) -> {});
        assertThat(witness.tasksFailed).hasValue(2);
    }

    @Test
    @Tag("drill")
    void aTaskThatDoesNotEndIsOvertakenByItsCopy() {
        Map<String, String> speculation = Map.of(
                "spark.speculation", "true",
                "spark.speculation.interval", "100ms",
                "spark.speculation.minTaskRuntime", "200ms",
                "spark.speculation.quantile", "0.5");
        assertUndisturbed(
                "speculation: a task that does not end",
                plant(Plant.Harm.NEVER_ENDS),
                speculation,
                (step, session, blocks) -> {});
        assertThat(witness.copies).hasPositiveValue();
    }

    @Test
    @Tag("drill")
    void aCachedBlockIsLost() {
        Plant plant = plant(Plant.Harm.NONE);
        List<Long> openings = new ArrayList<>();
        assertUndisturbed("a cached partition is lost", plant, Map.of(), (step, session, blocks) -> {
            openings.add(plant.openings());
            if (step == 3) {
                SparkEnv.get()
                        .blockManager()
                        .master()
                        .removeBlock(new RDDBlockId(blocks.rdd().id(), 1));
            }
        });
        assertThat(openings).hasSize(STEPS);
        assertThat(openings.get(3)).isEqualTo(openings.get(2) + 1); // step 4 has read one partition again
        assertThat(openings.get(5)).isEqualTo(openings.get(3));
    }

    @Test
    @Tag("drill")
    void tooFewSlotsEndTheRunInTime() {
        ClusterNeeds many = new ClusterNeeds(BackendPolicy.CPU, 99, Duration.ofSeconds(10));
        assertThatThrownBy(() -> train(plant(Plant.Harm.NONE), Map.of(), many, (step, session, blocks) -> {}))
                .isInstanceOf(ResourceException.class)
                // how many executors have come by then is the machine's affair
                .hasMessageMatching(
                        "cluster\\.min-slots: expected 99 task slots within 10s, found [012] on spark://.*");
    }

    @Test
    @Tag("drill")
    void aClusterThatGivesNoExecutorBackEndsTheRunInTime() {
        ClusterNeeds impatient = new ClusterNeeds(BackendPolicy.CPU, 2, Duration.ofSeconds(45));
        assertThatThrownBy(() -> train(plant(Plant.Harm.NONE), Map.of(), impatient, (step, session, blocks) -> {
                    if (step == 2) {
                        cluster.killWorker("127.0.0.1");
                        cluster.killWorker("127.0.0.2");
                    }
                }))
                .isInstanceOf(ResourceException.class)
                .hasMessageStartingWith(
                        "cluster.startup-timeout: expected an executor within 45s after the last was lost");
        assertThat(witness.executorsLost).hasValue(2);
    }

    @Test
    @Tag("drill")
    void anExecutorThatIsOutOfHeapNamesItsSetting() {
        Architecture large = new Architecture(List.of(784, 40_000, 10), Activation.RELU, Loss.CROSS_ENTROPY);
        Parameters parameters = Parameters.initial(large, Initializer.KAIMING_FAN_IN, 7);
        assertThatThrownBy(() -> on(Map.of(), NEEDS, session -> {
                    try (ClusterBlocks blocks = ClusterBlocks.of(session.spark(), DIGITS, PLAN, PARTITIONS)) {
                        new ClusterGradients(blocks, PASS).gradientSum(parameters, PLAN.fullBatch(1));
                    }
                }))
                .isInstanceOf(ResourceException.class)
                .hasMessageStartingWith("spark.executor.memory: expected enough heap for an executor's blocks and"
                        + " parameters, found that 512m is not enough. Raise it");
    }

    @Test
    @Tag("drill")
    void executorsThatAreKilledNameTheMemoryOutsideTheHeap() {
        assertThatThrownBy(() -> train(plant(Plant.Harm.KILLED), Map.of(), NEEDS, (step, session, blocks) -> {}))
                .isInstanceOf(ResourceException.class)
                .hasMessageStartingWith(
                        "spark.executor.memoryOverhead: expected running executors, found them killed (exit code 137)");
        assertThat(witness.executorsLost).hasValue(4); // Spark tries a task four times
    }

    @Test
    @Tag("drill")
    void anEventLogThatCannotBeWrittenIsNamed() {
        Map<String, String> eventLog = Map.of(
                "spark.eventLog.enabled",
                "true",
                "spark.eventLog.dir",
                folder.resolve("missing").toUri().toString());
        assertThatThrownBy(() -> train(plant(Plant.Harm.NONE), eventLog, NEEDS, (step, session, blocks) -> {}))
                .isInstanceOf(ResourceException.class)
                .hasMessageStartingWith("spark.eventLog.dir: expected a writable folder, found: ")
                .hasMessageContaining("missing");
    }

    private Plant plant(Plant.Harm harm) {
        return new Plant(DIGITS, harm, folder.toString());
    }

    private void awaitLoss() {
        StandaloneCluster.await("the loss", () -> witness.executorsLost.get() > 0 ? true : null);
    }

    private static void kill(ClusterSession session, String executor) {
        cluster.executor(session.describe().applicationId(), executor).destroyForcibly();
    }

    private void assertUndisturbed(String fault, Plant plant, Map<String, String> properties, Disturbance disturbance) {
        List<String> digests = train(plant, properties, NEEDS, disturbance);
        assertThat(digests).isEqualTo(undisturbed);
        TABLE.add("| %s | executors lost: %d, tasks failed: %d, copies: %d | %.12s | yes |"
                .formatted(
                        fault,
                        witness.executorsLost.get(),
                        witness.tasksFailed.get(),
                        witness.copies.get(),
                        digests.get(STEPS - 1)));
    }

    private List<String> train(
            Plant plant, Map<String, String> properties, ClusterNeeds needs, Disturbance disturbance) {
        List<String> digests = new ArrayList<>();
        on(properties, needs, session -> {
            try (ClusterBlocks blocks =
                    ClusterBlocks.of(session.spark(), plant, PLAN, PARTITIONS).preparedFor(PASS)) {
                train(new ClusterGradients(blocks, PASS), digests, step -> disturbance.after(step, session, blocks));
            }
        });
        return digests;
    }

    private interface StepEnd {
        void after(int step) throws IOException;
    }

    private static void train(GradientSource gradients, List<String> digests, StepEnd end) {
        new Trainer(PLAN, gradients, new GradientDescent(), new Schedule.Constant(0.1), step -> {
                    digests.add(step.after().parameters().sha256());
                    try {
                        end.after(step.number());
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                    return true;
                })
                .run(
                        new GradientDescent().initial(Parameters.initial(ARCHITECTURE, Initializer.KAIMING_FAN_IN, 7)),
                        STEPS);
    }

    private interface Work {
        void on(ClusterSession session);
    }

    private void on(Map<String, String> properties, ClusterNeeds needs, Work work) {
        Map<String, String> all = cluster.settings(properties);
        all.forEach(System::setProperty);
        try (ClusterSession session = ClusterSession.open("drill", needs)) {
            session.spark().sc().addSparkListener(witness);
            session.run(() -> {
                work.on(session);
                return true;
            });
        } finally {
            all.keySet().forEach(System::clearProperty);
        }
    }
}
