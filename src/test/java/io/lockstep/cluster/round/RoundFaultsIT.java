package io.lockstep.cluster.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.block.AuditPlan;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockReader;
import io.lockstep.check.LocalGradients;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.ClusterGradients;
import io.lockstep.cluster.ClusterNeeds;
import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.StandaloneCluster;
import io.lockstep.data.DatasetCard;
import io.lockstep.data.Examples;
import io.lockstep.data.SplitName;
import io.lockstep.data.Standardizer;
import io.lockstep.data.drawn.DrawnDigits;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Initializer;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.pass.device.BackendPolicy;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import io.lockstep.train.AdamW;
import io.lockstep.train.GradientStepper;
import io.lockstep.train.Optimizer;
import io.lockstep.train.OptimizerState;
import io.lockstep.train.Schedule;
import io.lockstep.train.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoundFaultsIT {
    private static final int STEPS = 200;
    private static final BlockPlan PLAN = new BlockPlan(4_000, 32, 8, 3);
    private static final Examples DIGITS = new DrawnDigits().split(SplitName.TRAIN);
    private static final Standardizer STANDARDIZER =
            DatasetCard.of(DIGITS, "built in", PLAN.examples()).standardizer();
    private static final PassPlan PASS = new PassPlan(Kernel.VECTOR, STANDARDIZER);
    private static final Optimizer OPTIMIZER = new AdamW(0.9, 0.999, 1e-8, 0.01);
    private static final Schedule RATE = new Schedule.OneCycle(0.01, 0.3, 25, 10_000);
    private static final Architecture NETWORK =
            new Architecture(java.util.List.of(784, 50, 10), Activation.RELU, Loss.CROSS_ENTROPY);

    @TempDir
    static Path shared;

    static StandaloneCluster cluster;

    @BeforeAll
    static void start() throws IOException {
        cluster = StandaloneCluster.start(shared, Map.of());
        cluster.addWorker("127.0.0.1", 1, "1g");
        cluster.addWorker("127.0.0.2", 1, "1g");
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void undisturbed() {
        OptimizerState begin = OPTIMIZER.initial(Parameters.initial(NETWORK, Initializer.KAIMING_FAN_IN, 7));
        RoundBitsTest.Digests expected = new RoundBitsTest.Digests();
        new Trainer(
                        new GradientStepper(
                                PLAN, new LocalGradients(BlockReader.all(DIGITS, PLAN), PASS), OPTIMIZER, RATE),
                        expected)
                .run(begin, STEPS);
        org.apache.spark.SparkConf conf = new org.apache.spark.SparkConf();
        cluster.settings(Map.of("spark.cores.max", "2", "spark.locality.wait", "0s"))
                .forEach(conf::set);
        try (org.apache.spark.api.java.JavaSparkContext spark =
                        new org.apache.spark.api.java.JavaSparkContext(conf.setAppName("rounds"));
                ClusterSession session = ClusterSession.attach(
                        SparkSession.builder().sparkContext(spark.sc()).getOrCreate(),
                        new ClusterNeeds(BackendPolicy.CPU, 2, Duration.ofSeconds(60)))) {
            session.run(() -> {
                try (ClusterBlocks blocks =
                        ClusterBlocks.of(session.spark(), DIGITS, PLAN, 2).preparedFor(PASS)) {
                    ClusterGradients gradients = new ClusterGradients(blocks, PASS);
                    StageStepper stage = new StageStepper(
                            session,
                            blocks,
                            new StageStepper.Work(gradients.passes(), OPTIMIZER, RATE, new AuditPlan(1, 0)),
                            new StageStepper.Limits(Duration.ofSeconds(30), Duration.ZERO, false),
                            () -> {},
                            new GradientStepper(PLAN, gradients, OPTIMIZER, RATE),
                            RoundListener.UNTOLD);
                    for (int i = 0; i < 3; i++) {
                        RoundBitsTest.Digests found = new RoundBitsTest.Digests();
                        long start = System.nanoTime();
                        new Trainer(stage, found).run(begin, STEPS);
                        System.out.println((System.nanoTime() - start) / 1e6 / STEPS + " ms a step");
                        assertThat(found.digests).hasSize(STEPS).isEqualTo(expected.digests);
                    }
                }
                return null;
            });
        }
    }
}
