package io.lockstep.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockReader;
import io.lockstep.check.LocalGradients;
import io.lockstep.cluster.bits.Fingerprints;
import io.lockstep.data.DatasetCard;
import io.lockstep.data.Examples;
import io.lockstep.data.SplitName;
import io.lockstep.data.drawn.DrawnDigits;
import io.lockstep.gradient.Gradient;
import io.lockstep.network.Parameters;
import io.lockstep.pass.Networks;
import io.lockstep.pass.cuda.CudaEmulator;
import io.lockstep.pass.cuda.CudaException;
import io.lockstep.pass.device.BackendPolicy;
import io.lockstep.pass.device.Processor;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import io.lockstep.pass.plan.ProbeBlocks;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Gradients on the emulated GPUs of a standalone cluster, which its worker finds by {@code submit/get-gpus}. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Tag("drill")
class CudaClusterIT {
    private static final Examples DIGITS = new DrawnDigits().split(SplitName.TRAIN);
    private static final BlockPlan PLAN = new BlockPlan(4_000, 128);
    private static final PassPlan AUTO = new PassPlan(
            Kernel.AUTO, DatasetCard.of(DIGITS, "built in", PLAN.examples()).standardizer());
    private static final Parameters PARAMETERS = Networks.drawn(Networks.CLASSIFIER, 5);

    private static final int LAUNCH_FAILED = 719;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private static Path shared;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static StandaloneCluster cluster;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static String expected;

    @BeforeAll
    static void startCluster() throws IOException {
        CudaEmulator.require();
        expected = digest(new LocalGradients(
                        BlockReader.all(DIGITS, PLAN),
                        AUTO.by(Kernel.CUDA).on(Processor.gpu("2"))) // 0 and 1 are the worker's
                .gradientSum(PARAMETERS, PLAN.fullBatch(1))
                .mean());
        cluster = StandaloneCluster.start(
                shared,
                Map.of(
                        "spark.worker.resource.gpu.amount",
                        "2",
                        "spark.worker.resource.gpu.discoveryScript",
                        Path.of("submit/get-gpus").toAbsolutePath().toString()));
        Map<String, String> environment = new HashMap<>(CudaEmulator.ENVIRONMENT);
        environment.put("CUDA_VISIBLE_DEVICES", "0,1");
        cluster.addWorker("127.0.0.1", 4, "4g", environment);
    }

    @AfterAll
    static void stopCluster() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void anyPartitionsOnTwoGpusGiveTheBitsOfOne() {
        on("1", session -> {
            PassChoice choice = session.choose(AUTO, BackendPolicy.GPU);
            assertThat(choice.plan().kernel()).isEqualTo(Kernel.CUDA);
            assertThat(choice.backend().coreType()).isEqualTo("Emulated GPU, sm_90");
            Fingerprints fingerprints =
                    session.fingerprints(ProbeBlocks.of(Networks.CLASSIFIER, PLAN), choice.plan(), false);
            assertThat(fingerprints.areMixed()).isFalse();
            assertThat(fingerprints.summary()).contains("2 executors", "Emulated GPU, driver 570.0");
            for (int partitions : new int[] {1, 2, 7}) {
                assertThat(digests(session, choice.plan(), partitions, 2))
                        .as("%d partitions", partitions)
                        .containsExactly(expected, expected);
            }
            return true;
        });
    }

    @Test
    void tasksThatShareAGpuDoNotDisturbEachOther() {
        on("0.5", session -> {
            PassChoice choice = session.choose(AUTO, BackendPolicy.PREFER_GPU);
            assertThat(choice.reason()).isEmpty();
            assertThat(digests(session, choice.plan(), 8, 3)).containsExactly(expected, expected, expected);
            return true;
        });
    }

    @Test
    void aTaskWhoseGpuIsLostIsTriedOnAnother() {
        on("1", session -> {
            PassPlan plan = session.choose(AUTO, BackendPolicy.GPU).plan();
            assertThat(digests(session, plan, 2, 1)).containsExactly(expected);
            lose(session, "1");
            assertThat(digests(session, plan, 4, 4)).containsExactly(expected, expected, expected, expected);
            awaitLost(session, 1);
            return true;
        });
    }

    @Test
    void whereAllAreLostNewProcessesTakeThemAgain() {
        on("1", session -> {
            PassPlan plan = session.choose(AUTO, BackendPolicy.GPU).plan();
            lose(session, "0");
            lose(session, "1");
            assertThat(digests(session, plan, 4, 4)).containsExactly(expected, expected, expected, expected);
            awaitLost(session, 2);
            return true;
        });
    }

    @Test
    void whereTheyAreLostAgainAndAgainTheRunEndsAndNamesTheCall() {
        Throwable failure = catchThrowable(() -> on(
                Map.of(
                        "spark.task.resource.gpu.amount",
                        "1",
                        "spark.executorEnv.CUDA_EMULATOR_FAIL",
                        "cuStreamSynchronize:30:719"),
                session ->
                        digests(session, session.choose(AUTO, BackendPolicy.GPU).plan(), 2, 9)));
        assertThat(Stream.iterate(failure, Objects::nonNull, Throwable::getCause))
                .filteredOn(CudaException.class::isInstance)
                .singleElement(InstanceOfAssertFactories.THROWABLE)
                .hasMessageContainingAll(
                        "cuStreamSynchronize", "CUDA_ERROR_LAUNCH_FAILED", "Emulated GPU (GPU", "block");
    }

    /** The GPU at this address fails at its next step. */
    private static void lose(ClusterSession session, String address) {
        session.onEachExecutor(own -> {
            if (own.equals(address)) {
                CudaEmulator.controls().emulator_fail("cuStreamSynchronize", 12, LAUNCH_FAILED);
            }
            return true;
        });
    }

    /** That so many executors have ended: Spark hears of it a little after their tasks. */
    private static void awaitLost(ClusterSession session, long count) {
        StandaloneCluster.await("the end of executors", () -> lost(session) == count ? true : null);
    }

    private static long lost(ClusterSession session) {
        return session.executors().stream()
                .filter(executor -> !executor.lost().isEmpty())
                .count();
    }

    private static List<String> digests(ClusterSession session, PassPlan plan, int partitions, int times) {
        try (ClusterBlocks blocks = ClusterBlocks.of(session.spark(), DIGITS, PLAN, partitions)) {
            ClusterGradients gradients = new ClusterGradients(blocks, plan);
            return Stream.generate(() -> digest(
                            gradients.gradientSum(PARAMETERS, PLAN.fullBatch(1)).mean()))
                    .limit(times)
                    .toList();
        }
    }

    private static String digest(Gradient gradient) {
        return gradient.sha256();
    }

    private static void on(String gpusOfATask, Function<ClusterSession, Object> work) {
        on(Map.of("spark.task.resource.gpu.amount", gpusOfATask), work);
    }

    private static void on(Map<String, String> further, Function<ClusterSession, Object> work) {
        Map<String, String> properties = cluster.settings(Map.of(
                "spark.executor.cores", "2",
                "spark.executor.resource.gpu.amount", "1"));
        properties.putAll(further);
        properties.forEach(System::setProperty);
        ClusterNeeds needs = new ClusterNeeds(BackendPolicy.GPU, 2, Duration.ofSeconds(60));
        try (ClusterSession session = ClusterSession.open("emulated GPUs", needs)) {
            session.run(() -> work.apply(session));
        } finally {
            properties.keySet().forEach(System::clearProperty);
        }
    }
}
