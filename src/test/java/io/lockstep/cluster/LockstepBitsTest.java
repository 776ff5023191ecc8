package io.lockstep.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockRange;
import io.lockstep.block.BlockReader;
import io.lockstep.check.LocalGradients;
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
import io.lockstep.pass.BlockGradient;
import io.lockstep.pass.BlockPass;
import io.lockstep.pass.PassFactory;
import io.lockstep.pass.Passes;
import io.lockstep.pass.PlantedPass;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import io.lockstep.train.Adam;
import io.lockstep.train.GradientDescent;
import io.lockstep.train.Schedule;
import io.lockstep.train.Trainer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The promise: the parameters after every step have the bits of a run on one thread without Spark, on any layout, in any
 * order, through tasks that fail. What a cluster of processes adds to this is in {@link FaultsIT}.
 */
class LockstepBitsTest {
    private static final int STEPS = 20;
    /** 1,153 examples in blocks of 64: 19 blocks, the last of one row. */
    private static final BlockPlan PLAN = new BlockPlan(1_153, 64);

    private static final Examples DIGITS = new DrawnDigits().split(SplitName.TRAIN);
    private static final Standardizer STANDARDIZER =
            DatasetCard.of(DIGITS, "built in", PLAN.examples()).standardizer();
    private static final PassPlan PASS = new PassPlan(Kernel.VECTOR, STANDARDIZER);

    /** Both losses, each with one hidden layer and with three. */
    private static final List<Architecture> NETWORKS = List.of(
            new Architecture(List.of(784, 16, 1), Activation.RELU, Loss.MSE),
            new Architecture(List.of(784, 12, 8, 6, 1), Activation.SHIFTED_RELU, Loss.MSE),
            new Architecture(List.of(784, 16, 10), Activation.SHIFTED_RELU, Loss.CROSS_ENTROPY),
            new Architecture(List.of(784, 12, 8, 6, 10), Activation.RELU, Loss.CROSS_ENTROPY));

    private static final Map<Architecture, List<String>> ONE_THREAD = new HashMap<>();

    @BeforeAll
    static void trainOnOneThread() {
        for (Architecture network : NETWORKS) {
            List<String> digests = digests(network, onOneThread(Kernel.VECTOR));
            assertThat(digests).hasSize(STEPS).doesNotHaveDuplicates();
            ONE_THREAD.put(network, digests);
        }
    }

    /** The digest of the parameters after each step. */
    private static List<String> digests(Architecture network, GradientSource source) {
        List<String> digests = new ArrayList<>();
        new Trainer(
                        PLAN,
                        source,
                        new GradientDescent(),
                        new Schedule.Constant(0.01),
                        step -> digests.add(step.after().parameters().sha256()))
                .run(new GradientDescent().initial(Parameters.initial(network, Initializer.KAIMING_FAN_IN, 7)), STEPS);
        return digests;
    }

    private static GradientSource onOneThread(Kernel kernel) {
        List<Block> blocks = new ArrayList<>();
        BlockReader.all(DIGITS, PLAN).forEach(blocks::add);
        return new LocalGradients(blocks, Passes.plan(kernel, STANDARDIZER));
    }

    /** Every network, on blocks that are prepared and cached once for all; those of the one thread never are. */
    private static void assertBitsOfOneThread(JavaSparkContext spark, List<BlockRange> layout, PassFactory passes) {
        try (ClusterBlocks blocks =
                ClusterBlocks.of(spark, DIGITS, PLAN, layout).preparedFor(PASS)) {
            for (Architecture network : NETWORKS) {
                assertThat(digests(network, new ClusterGradients(blocks, passes)))
                        .as("%s on %s", network, layout)
                        .isEqualTo(ONE_THREAD.get(network));
            }
        }
    }

    private static List<BlockRange> evenly(int partitions) {
        return IntStream.range(0, partitions)
                .mapToObj(partition -> PLAN.share(partition, partitions))
                .toList();
    }

    @Test
    void onePartitionAndTwoAndSevenOnTwoSlots() {
        assertBitsOfOneThread("local[2]", 1, 2, 7);
    }

    @Test
    @Tag("drill")
    void everyOtherPartitionCountOnTwoSlots() {
        assertBitsOfOneThread("local[2]", 3, 16, 64); // 64: more than blocks, and reduced in a tree
    }

    @Test
    @Tag("drill")
    void everyPartitionCountOnOneSlot() {
        assertBitsOfOneThread("local[1]", 1, 2, 3, 7, 16, 64);
    }

    private static void assertBitsOfOneThread(String master, int... partitionCounts) {
        try (JavaSparkContext spark = LocalSpark.start(master, new SparkConf())) {
            for (int partitions : partitionCounts) {
                assertBitsOfOneThread(spark, evenly(partitions), PASS);
            }
        }
    }

    @Test
    void anyCutsInAnyOrder() {
        try (JavaSparkContext spark = LocalSpark.start()) {
            for (long seed = 1; seed <= 3; seed++) {
                Random random = new Random(seed);
                List<BlockRange> layout = new ArrayList<>();
                for (int first = 0; first < PLAN.blockCount(); ) {
                    int count = random.nextInt(Math.min(4, PLAN.blockCount() - first) + 1); // 0 is an empty partition
                    layout.add(new BlockRange(first, count));
                    first += count;
                }
                Collections.shuffle(layout, random);
                assertBitsOfOneThread(spark, layout, PASS);
            }
        }
    }

    @Test
    void blocksThatWereNotPreparedToo() {
        Architecture network = NETWORKS.get(0);
        try (JavaSparkContext spark = LocalSpark.start();
                ClusterBlocks blocks = ClusterBlocks.of(spark, DIGITS, PLAN, 3)) {
            assertThat(digests(network, new ClusterGradients(blocks, PASS))).isEqualTo(ONE_THREAD.get(network));
        }
    }

    @Test
    void theOtherKernelToo() {
        Architecture network = NETWORKS.get(3);
        try (JavaSparkContext spark = LocalSpark.start();
                ClusterBlocks blocks = ClusterBlocks.of(spark, DIGITS, PLAN, 3)) {
            List<String> cluster =
                    digests(network, new ClusterGradients(blocks, new PassPlan(Kernel.ND4J, STANDARDIZER)));
            assertThat(cluster)
                    .isEqualTo(digests(network, onOneThread(Kernel.ND4J)))
                    .isNotEqualTo(ONE_THREAD.get(network)); // it rounds differently
        }
    }

    /** Adam's memory, a rate that changes, a batch of other blocks in each step, and a shuffle that each partition reads for itself. */
    @Test
    void miniBatchesToo() {
        assertMiniBatches(2, 7);
    }

    @Test
    @Tag("drill")
    void miniBatchesOnEveryOtherPartitionCount() {
        assertMiniBatches(1, 5, 64);
    }

    private static void assertMiniBatches(int... partitionCounts) {
        BlockPlan plan = new BlockPlan(1_153, 64, 3, 11); // 7 steps an epoch
        Architecture network = NETWORKS.get(2);
        List<Block> all = new ArrayList<>();
        BlockReader.all(DIGITS, plan).forEach(all::add);
        List<String> oneThread = adamDigests(plan, network, new LocalGradients(all, PASS));
        assertThat(oneThread).hasSize(STEPS).doesNotHaveDuplicates();
        try (JavaSparkContext spark = LocalSpark.start()) {
            for (int partitions : partitionCounts) {
                try (ClusterBlocks blocks =
                        ClusterBlocks.of(spark, DIGITS, plan, partitions).preparedFor(PASS)) {
                    assertThat(adamDigests(plan, network, new ClusterGradients(blocks, PASS)))
                            .as("%d partitions", partitions)
                            .isEqualTo(oneThread);
                }
            }
        }
    }

    private static List<String> adamDigests(BlockPlan plan, Architecture network, GradientSource source) {
        List<String> digests = new ArrayList<>();
        Adam adam = new Adam(0.9, 0.999, 1e-8, 1e-4);
        new Trainer(
                        plan,
                        source,
                        adam,
                        new Schedule.OneCycle(0.01, 0.3, 25, 1e4),
                        step -> digests.add(step.after().parameters().sha256()))
                .run(adam.initial(Parameters.initial(network, Initializer.KAIMING_FAN_IN, 7)), STEPS);
        return digests;
    }

    /** In every step the first attempt of each second partition ends when it has computed one block and begun the next. */
    @Test
    void tasksThatFailHalfwayAndAreTriedAgain() {
        FAILURES.set(0);
        try (JavaSparkContext spark = LocalSpark.start("local[2,4]", new SparkConf())) {
            spark.setLogLevel("OFF"); // each failure would be told with its stack
            assertBitsOfOneThread(spark, evenly(7), parameters -> new FailsHalfway(PASS.open(parameters)));
            spark.setLogLevel("WARN");
        }
        assertThat(FAILURES).hasValue(3 * STEPS * NETWORKS.size());
    }

    private static final AtomicInteger FAILURES = new AtomicInteger(); // tasks are threads of this JVM

    private static final class FailsHalfway extends PlantedPass {
        private int blocks;

        FailsHalfway(BlockPass right) {
            super(right);
        }

        @Override
        public BlockGradient gradient(Block block) {
            TaskContext task = TaskContext.get();
            blocks++;
            if (task.partitionId() % 2 == 1 && task.attemptNumber() == 0 && blocks == 2) {
                FAILURES.incrementAndGet();
                throw new IllegalStateException("planted in block " + block.index());
            }
            return right.gradient(block);
        }
    }

    /** Spark does not start copies in local mode, whatever its settings: that they may be set is all that is seen here. */
    @Test
    void speculationMayBeOn() {
        SparkConf speculation = new SparkConf()
                .set("spark.speculation", "true")
                .set("spark.speculation.interval", "1ms")
                .set("spark.speculation.minTaskRuntime", "1ms")
                .set("spark.speculation.multiplier", "1.01")
                .set("spark.speculation.quantile", "0.01");
        try (JavaSparkContext spark = LocalSpark.start("local[2,4]", speculation)) {
            assertBitsOfOneThread(spark, evenly(7), PASS);
        }
    }
}
