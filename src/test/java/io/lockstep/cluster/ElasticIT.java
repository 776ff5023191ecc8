package io.lockstep.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockReader;
import io.lockstep.check.LocalGradients;
import io.lockstep.cluster.dealing.Dealing.Holding;
import io.lockstep.cluster.wire.JavaSerialized;
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
import io.lockstep.train.GradientStepper;
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
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import scala.Tuple2;

/** A run whose executors come and go: every step has the bits of one thread, and few blocks are moved. */
@Tag("drill")
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ElasticIT {
    private static final Examples DIGITS = new DrawnDigits().split(SplitName.TRAIN);
    /** 32 blocks in batches of 8. */
    private static final BlockPlan PLAN = new BlockPlan(4_000, 128, 8, 5);

    private static final Standardizer STANDARDIZER =
            DatasetCard.of(DIGITS, "built in", PLAN.examples()).standardizer();
    private static final Architecture ARCHITECTURE =
            new Architecture(List.of(784, 50, 10), Activation.RELU, Loss.CROSS_ENTROPY);
    private static final PassPlan PASS = new PassPlan(Kernel.VECTOR, STANDARDIZER);
    private static final ClusterNeeds NEEDS = new ClusterNeeds(BackendPolicy.CPU, 1, Duration.ofSeconds(90), false);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @SuppressWarnings("NullAway.Init") // set before each test
    private StandaloneCluster cluster;

    private final Witness witness = new Witness();
    private final List<LayoutChange> told = new ArrayList<>();

    /** Where the blocks are from. */
    private enum Source {
        FILES {
            @Override
            ClusterBlocks of(JavaSparkContext spark, BlockPlan plan, int partitions) {
                return ClusterBlocks.of(spark, DIGITS, plan, partitions);
            }
        },
        /** As of a table: an executor that is lost takes its part of the shuffle with it. */
        SHUFFLE {
            @Override
            ClusterBlocks of(JavaSparkContext spark, BlockPlan plan, int partitions) {
                List<Integer> indexes =
                        IntStream.range(0, plan.blockCount()).boxed().toList();
                JavaRDD<JavaSerialized<Block>> shuffled = spark.parallelize(indexes, 2)
                        .mapToPair(index -> new Tuple2<>(
                                index,
                                JavaSerialized.of(BlockReader.open(DIGITS, plan, List.of(index))
                                        .next())))
                        .partitionBy(new ByShare(plan, partitions))
                        .values();
                return ClusterBlocks.of(spark, "blocks", plan, shuffled);
            }
        };

        abstract ClusterBlocks of(JavaSparkContext spark, BlockPlan plan, int partitions);
    }

    private static final class ByShare extends Partitioner {
        private static final long serialVersionUID = 1L;
        private final BlockPlan plan;
        private final int partitions;

        ByShare(BlockPlan plan, int partitions) {
            this.plan = plan;
            this.partitions = partitions;
        }

        @Override
        public int numPartitions() {
            return partitions;
        }

        @Override
        public int getPartition(Object block) {
            return IntStream.range(0, partitions)
                    .filter(partition -> plan.share(partition, partitions).contains((Integer) block))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @BeforeEach
    void startCluster() throws IOException {
        cluster = StandaloneCluster.start(folder, Map.of());
        cluster.addWorker("127.0.0.1", 1, "1g");
    }

    @AfterEach
    void stopCluster() {
        cluster.close();
    }

    /** What is done to the cluster after a step. */
    private interface Disturbance {
        void after(int step, ClusterSession session, ClusterBlocks blocks, Elastic elastic) throws IOException;
    }

    @ParameterizedTest
    @EnumSource(Source.class)
    void executorsComeAndGo(Source source) {
        List<Integer> partitions = new ArrayList<>();
        List<String> digests = train(source, PLAN, Map.of(), 14, (step, session, blocks, elastic) -> {
            partitions.add(blocks.partitions());
            switch (step) {
                case 3 -> {
                    cluster.addWorker("127.0.0.2", 1, "1g");
                    cluster.addWorker("127.0.0.3", 1, "1g");
                    StandaloneCluster.await( // and the driver
                            "three executors",
                            () -> session.spark().sc().getExecutorMemoryStatus().size() == 4 ? true : null);
                    awaitDealing(blocks, elastic, 3);
                }
                case 6 ->
                    witness.atNextTask(
                            executor -> cluster.executor(session.describe().applicationId(), executor)
                                    .destroyForcibly()); // its worker starts another
                case 7 -> awaitDealing(blocks, elastic, 3);
                case 10 -> {
                    cluster.killWorker("127.0.0.3");
                    awaitDealing(blocks, elastic, 2);
                }
                default -> {}
            }
            if (step != 6) {
                assertEachExecutorHasOnePartition(blocks);
            }
        });
        assertThat(digests).isEqualTo(undisturbed(PLAN, 14));
        assertThat(partitions).startsWith(1, 1, 1, 3, 3, 3).endsWith(2, 2, 2, 2);
        assertThat(witness.executorsLost).hasValue(2);
        told.forEach(change -> System.out.println(source + " " + change.sentence() + " in "
                + change.move().elapsed().toMillis() + " ms"));
        LayoutChange first = told.get(0);
        assertThat(first.sentence()).startsWith("partitions: 1 -> 3, executor 1 on 127.0.0.");
        assertThat(first.joined()).hasSize(2);
        assertThat(first.move().moved()).isEqualTo(32 - 11);
        LayoutChange last = told.get(told.size() - 1);
        assertThat(last.sentence()).startsWith("partitions: 3 -> 2, executor ").contains(" on 127.0.0.3 lost");
        assertThat(last.move().moved()).isBetween(11, 17); // 11 are lost, and each of the others gets 5 more
    }

    private static void awaitDealing(ClusterBlocks blocks, Elastic elastic, int partitions) {
        StandaloneCluster.await(partitions + " partitions", () -> {
            elastic.look();
            return (blocks.partitions() == partitions && isSpread(blocks)) ? true : null;
        });
    }

    /** Spark may have put some elsewhere at first. */
    private static boolean isSpread(ClusterBlocks blocks) {
        Map<String, Integer> partitions = new HashMap<>();
        for (Holding holding : blocks.dealing().holdings()) {
            partitions.merge(holding.place().executor(), 1, Integer::sum);
        }
        return partitions.size() == blocks.partitions()
                && partitions.values().stream().allMatch(count -> count == 1);
    }

    private static void assertEachExecutorHasOnePartition(ClusterBlocks blocks) {
        assertThat(isSpread(blocks)).as("%s", blocks.dealing().holdings()).isTrue();
    }

    private static Map<String, String> dynamic(int initial) {
        return Map.of(
                "spark.dynamicAllocation.enabled", "true",
                "spark.dynamicAllocation.shuffleTracking.enabled", "true",
                "spark.dynamicAllocation.minExecutors", "1",
                "spark.dynamicAllocation.initialExecutors", Integer.toString(initial),
                "spark.dynamicAllocation.maxExecutors", "3",
                "spark.dynamicAllocation.executorIdleTimeout", "2s",
                "spark.executor.cores", "1");
    }

    @Test
    void underDynamicAllocationARunAsksForWhatItCanUse() throws IOException {
        cluster.addWorker("127.0.0.2", 1, "1g");
        cluster.addWorker("127.0.0.3", 1, "1g");
        List<String> digests = train(Source.FILES, PLAN, dynamic(1), 8, (step, session, blocks, elastic) -> {
            if (step == 3) {
                awaitDealing(blocks, elastic, 3);
            }
        });
        assertThat(digests).isEqualTo(undisturbed(PLAN, 8));
        assertThat(told.get(told.size() - 1).move().after()).isEqualTo(3);
    }

    @Test
    void underDynamicAllocationARunGivesBackWhatItCannotUse() throws IOException {
        cluster.addWorker("127.0.0.2", 1, "1g");
        cluster.addWorker("127.0.0.3", 1, "1g");
        BlockPlan ofOneBlock = new BlockPlan(4_000, 128, 1, 5); // the batch
        List<String> digests = train(Source.FILES, ofOneBlock, dynamic(3), 8, (step, session, blocks, elastic) -> {
            if (step == 3) {
                awaitDealing(blocks, elastic, 1);
                StandaloneCluster.await(
                        "the end of two executors", () -> witness.executorsLost.get() == 2 ? true : null);
            }
        });
        assertThat(digests).isEqualTo(undisturbed(ofOneBlock, 8));
        assertThat(told).hasSize(1); // when the two go, nothing is dealt
        assertThat(witness.executorsLost).hasValue(2);
    }

    private static List<String> undisturbed(BlockPlan plan, int steps) {
        List<String> digests = new ArrayList<>();
        GradientSource local = new LocalGradients(BlockReader.all(DIGITS, plan), PASS);
        train(new GradientStepper(plan, local, new GradientDescent(), new Schedule.Constant(0.1)), digests, steps);
        return digests;
    }

    private static void train(Stepper stepper, List<String> digests, int steps) {
        new Trainer(stepper, step -> digests.add(step.after().parameters().sha256()))
                .run(
                        new GradientDescent().initial(Parameters.initial(ARCHITECTURE, Initializer.KAIMING_FAN_IN, 7)),
                        steps);
    }

    private List<String> train(
            Source source, BlockPlan plan, Map<String, String> properties, int steps, Disturbance disturbance) {
        List<String> digests = new ArrayList<>();
        Map<String, String> all = cluster.settings(properties);
        all.forEach(System::setProperty);
        try (ClusterSession session = ClusterSession.open("drill", NEEDS)) {
            session.spark().sc().addSparkListener(witness);
            session.run(() -> {
                try (ClusterBlocks blocks = source.of(session.spark(), plan, session.slots())
                                .preparedFor(PASS);
                        Elastic elastic = Elastic.of(session, true, blocks, null, told::add, Duration.ofSeconds(1))) {
                    Stepper stepper = new GradientStepper(
                            plan,
                            new ClusterGradients(blocks, PASS),
                            new GradientDescent(),
                            new Schedule.Constant(0.1));
                    Stepper looking = (state, until, count, observer) -> {
                        if (state.step() > 0) { // the first step loads the blocks
                            elastic.look();
                        }
                        var step = stepper.take(state, until, count, observer);
                        try {
                            disturbance.after(step.number(), session, blocks, elastic);
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                        return step;
                    };
                    train(looking, digests, steps);
                    return true;
                }
            });
        } finally {
            all.keySet().forEach(System::clearProperty);
        }
        return digests;
    }
}
