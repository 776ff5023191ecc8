package io.lockstep.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.block.AuditPlan;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockReader;
import io.lockstep.block.DigitBlocks;
import io.lockstep.check.LocalGradients;
import io.lockstep.cluster.audit.AuditException;
import io.lockstep.cluster.audit.AuditedGradients;
import io.lockstep.data.Examples;
import io.lockstep.gradient.GradientSource;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Initializer;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.pass.PassFactory;
import io.lockstep.pass.device.BackendPolicy;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import io.lockstep.train.GradientDescent;
import io.lockstep.train.Schedule;
import io.lockstep.train.Step;
import io.lockstep.train.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Blocks that are computed twice, on a cluster of two hosts with an executor each. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public class AuditIT {
    private static final int STEPS = 10;
    private static final BlockPlan PLAN = new BlockPlan(1_000, 64);
    private static final Examples DIGITS = DigitBlocks.digits(5, (int) PLAN.examples());
    private static final Architecture ARCHITECTURE =
            new Architecture(List.of(784, 20, 10), Activation.RELU, Loss.CROSS_ENTROPY);
    private static final PassPlan RIGHT = new PassPlan(Kernel.VECTOR, DigitBlocks.STANDARDIZER);
    private static final AuditPlan ALL = new AuditPlan(42, 1);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private static Path shared;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static StandaloneCluster cluster;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static ClusterSession session;

    @BeforeAll
    static void startCluster() throws IOException {
        cluster = StandaloneCluster.start(shared, Map.of());
        cluster.addWorker("127.0.0.1", 1, "1g");
        cluster.addWorker("127.0.0.2", 1, "1g");
        Map<String, String> properties = cluster.settings(Map.of());
        properties.forEach(System::setProperty);
        try {
            session = ClusterSession.open("audit", new ClusterNeeds(BackendPolicy.CPU, 2, Duration.ofSeconds(60)));
        } finally {
            properties.keySet().forEach(System::clearProperty);
        }
    }

    @AfterAll
    static void stopCluster() {
        try (StandaloneCluster last = cluster) {
            session.close();
        }
    }

    @Test
    @Tag("drill")
    void everyBlockIsComputedAgainOnTheOtherHostWithTheSameBits() {
        List<String> local = new ArrayList<>();
        train(new LocalGradients(BlockReader.all(DIGITS, PLAN), RIGHT), local, work -> {});
        List<String> digests = new ArrayList<>();
        List<List<Integer>> audits = new ArrayList<>();
        audited(RIGHT, digests, audits);
        assertThat(digests).hasSize(STEPS).isEqualTo(local);
        assertThat(audits).hasSize(STEPS).containsOnly(List.of(16, 16));
    }

    @Test
    @Tag("drill")
    void aFaultOfOneExecutorIsFoundAndBothAreNamed() {
        String faulty = "1";
        PassFactory passes = BitFlip.onExecutor(faulty, RIGHT, 784 * 20 + 3, 4);
        List<String> digests = new ArrayList<>();
        assertThatThrownBy(() -> audited(passes, digests, new ArrayList<>()))
                .isInstanceOf(AuditException.class)
                .hasMessageStartingWith("step 1, block 0, b1: expected bit-identical gradients from executor ")
                .hasMessageContainingAll("executor 0 on 127.0.0.", "executor " + faulty + " on 127.0.0.")
                .hasMessageMatching(".* on 127\\.0\\.0\\.1\\b.*")
                .hasMessageMatching(".* on 127\\.0\\.0\\.2\\b.*");
        assertThat(digests).isEmpty();
    }

    private static void audited(PassFactory passes, List<String> digests, List<List<Integer>> audits) {
        session.run(() -> {
            try (ClusterBlocks blocks =
                    ClusterBlocks.of(session.spark(), DIGITS, PLAN, 4).preparedFor(RIGHT)) {
                AuditedGradients gradients = new AuditedGradients(new ClusterGradients(blocks, passes), ALL);
                train(gradients, digests, work -> audits.add(List.of(work.auditedBlocks(), work.auditedElsewhere())));
            }
            return true;
        });
    }

    private static void train(GradientSource gradients, List<String> digests, Consumer<Step.Work> afterStep) {
        new Trainer(PLAN, gradients, new GradientDescent(), new Schedule.Constant(0.1), step -> {
                    digests.add(step.after().parameters().sha256());
                    afterStep.accept(step.work());
                    return true;
                })
                .run(
                        new GradientDescent().initial(Parameters.initial(ARCHITECTURE, Initializer.KAIMING_FAN_IN, 7)),
                        STEPS);
    }
}
