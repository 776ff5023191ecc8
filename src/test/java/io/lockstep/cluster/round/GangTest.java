package io.lockstep.cluster.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.block.AuditPlan;
import io.lockstep.block.TableBlocks;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.executor.ResourceException;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Initializer;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.train.GradientDescent;
import io.lockstep.train.Trainer;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Where a round cannot be a stage, the reason is told and each step is a job. */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class GangTest {
    private static final Architecture NETWORK =
            new Architecture(List.of(21, 6, 4), Activation.RELU, Loss.CROSS_ENTROPY);
    private static final RoundScene SCENE = RoundScene.table(
            TableBlocks.ofNumbers(NETWORK, TableBlocks.Kind.FLOATS, 91, 300), NETWORK, new GradientDescent());
    private static final int STEPS = 4;

    private static ClusterSession session;

    @BeforeAll
    static void start() {
        session = ClusterSession.local(2);
    }

    @AfterAll
    static void stop() {
        session.close();
    }

    private static Seen train(ClusterBlocks blocks, boolean isFallbackAllowed, Told told) {
        Seen seen = new Seen(STEPS);
        StageStepper.Limits limits = new StageStepper.Limits(RoundScene.LONG, RoundScene.LONG, isFallbackAllowed);
        new Trainer(SCENE.stage(session, blocks, limits, new AuditPlan(1, 0), told), seen).run(SCENE.begin(), STEPS);
        return seen;
    }

    private static void assertThatJobsAreTaken(ClusterBlocks blocks, String reason) {
        assertThat(new Gang(session, blocks).reasonAgainst(SCENE.begin().parameters()))
                .isEqualTo(reason);
        Told told = new Told();
        Seen expected = new Seen(1);
        new Trainer(SCENE.oneThread(), expected).run(SCENE.begin(), STEPS);
        assertThat(train(blocks, true, told).bits()).isEqualTo(expected.bits());
        assertThat(told.choices()).containsExactly(reason);
        assertThat(told.rounds()).isZero();
        assertThatThrownBy(() -> train(blocks, false, new Told()))
                .isInstanceOf(ResourceException.class)
                .hasMessageContaining(reason)
                .hasMessageContaining("Set cluster.steps = auto.");
    }

    @Test
    void tooFewSlots() {
        try (ClusterBlocks blocks = SCENE.on(session, 3)) {
            assertThatJobsAreTaken(blocks, "3 partitions need as many task slots, and there are 2");
        }
    }

    static Stream<Arguments> settings() {
        return Stream.of(
                Arguments.of(
                        Map.of("spark.dynamicAllocation.enabled", "true"),
                        "executors are allocated dynamically (spark.dynamicAllocation.enabled)"),
                Arguments.of(
                        Map.of("spark.task.resource.gpu.amount", "0.5"),
                        "tasks share a GPU (spark.task.resource.gpu.amount=0.5)"));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void settingsOfSpark(Map<String, String> settings, String reason) {
        SparkConf conf = session.spark().sc().conf(); // the context's own: Spark itself has read it long ago
        try (ClusterBlocks blocks = SCENE.on(session, 2)) {
            settings.forEach(conf::set);
            assertThatJobsAreTaken(blocks, reason);
        } finally {
            settings.keySet().forEach(conf::remove);
        }
    }

    @Test
    void aGpuForEachTaskIsNoReason() {
        SparkConf conf = session.spark().sc().conf();
        try (ClusterBlocks blocks = SCENE.on(session, 2)) {
            conf.set("spark.task.resource.gpu.amount", "1");
            assertThat(new Gang(session, blocks).reasonAgainst(SCENE.begin().parameters()))
                    .isEmpty();
        } finally {
            conf.remove("spark.task.resource.gpu.amount");
        }
    }

    @Test
    void sumsThatAreTooLargeForTheHeap() {
        long heap = Runtime.getRuntime().maxMemory();
        int outputs = (int) (heap / 2 / 80 / 2 / 1_001) + 1; // 80 bytes a parameter, two tasks
        Architecture large = new Architecture(List.of(1_000, outputs), Activation.RELU, Loss.MSE);
        Parameters parameters = Parameters.initial(large, Initializer.KAIMING_FAN_IN, 1);
        try (ClusterBlocks blocks = SCENE.on(session, 2)) {
            assertThat(new Gang(session, blocks).reasonAgainst(parameters))
                    .startsWith("the tasks of an executor would need ")
                    .endsWith("MiB of heap for %,d parameters".formatted(parameters.values().length));
        }
    }
}
