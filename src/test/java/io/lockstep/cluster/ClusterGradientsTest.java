package io.lockstep.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.block.Batch;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockRange;
import io.lockstep.block.BlockReader;
import io.lockstep.check.Agreement;
import io.lockstep.check.LocalGradients;
import io.lockstep.check.ReferenceGradients;
import io.lockstep.data.ClassLabels;
import io.lockstep.data.DataException;
import io.lockstep.data.DatasetCard;
import io.lockstep.data.ExampleReader;
import io.lockstep.data.Examples;
import io.lockstep.data.SplitName;
import io.lockstep.data.Standardizer;
import io.lockstep.data.drawn.DrawnDigits;
import io.lockstep.gradient.BlockDigest;
import io.lockstep.gradient.DivergedException;
import io.lockstep.gradient.Gradient;
import io.lockstep.gradient.InputGradient;
import io.lockstep.metric.Evaluation;
import io.lockstep.metric.Mistake;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Initializer;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.pass.Passes;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import io.lockstep.train.GradientDescent;
import io.lockstep.train.Schedule;
import io.lockstep.train.Trainer;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** One gradient on Spark; training on any layout is in {@link LockstepBitsTest}. */
class ClusterGradientsTest {
    /** 1,537 examples in blocks of 128: 13 blocks, the last of one row. */
    private static final BlockPlan PLAN = new BlockPlan(1_537, 128);

    private static final Examples DIGITS = new DrawnDigits().split(SplitName.TRAIN);
    private static final Standardizer STANDARDIZER =
            DatasetCard.of(DIGITS, "built in", PLAN.examples()).standardizer();
    private static final Architecture MSE = new Architecture(List.of(784, 20, 1), Activation.RELU, Loss.MSE);
    private static final Architecture SOFTMAX =
            new Architecture(List.of(784, 16, 12, 8, 10), Activation.SHIFTED_RELU, Loss.CROSS_ENTROPY);

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static JavaSparkContext spark;

    @BeforeAll
    static void startSpark() {
        spark = LocalSpark.start();
    }

    @AfterAll
    static void stopSpark() {
        spark.close();
    }

    @ParameterizedTest
    @MethodSource("io.lockstep.pass.Passes#kernels")
    void bothKernelsGiveTheBitsOfOneThreadAndAgreeWithTheReference(Kernel kernel) {
        Parameters parameters = initial(SOFTMAX);
        Gradient gradient = assertBitsOfOneThread(
                parameters, kernel, List.of(PLAN.share(0, 3), PLAN.share(1, 3), PLAN.share(2, 3)));
        ReferenceGradients.Measured reference = new ReferenceGradients(BlockReader.all(DIGITS, PLAN), STANDARDIZER)
                .measure(parameters, PLAN.fullBatch(1));
        Agreement agreement = Agreement.within(
                reference.bound(),
                "cluster",
                gradient,
                "reference",
                reference.gradientSum().mean());
        assertThat(agreement.agrees()).as(agreement.toString()).isTrue();
    }

    @Test
    void unevenEmptyAndOneRowPartitionsGiveTheSameBits() {
        assertBitsOfOneThread(
                initial(MSE),
                Kernel.VECTOR,
                List.of(
                        new BlockRange(0, 0),
                        new BlockRange(0, 9),
                        new BlockRange(9, 1),
                        new BlockRange(10, 0),
                        new BlockRange(10, 2),
                        new BlockRange(12, 1))); // one row
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 4", "5, 1, 2", "5, 1, 9", "512, 512, 2", "513, 512, 2", "300, 7, 5"})
    void blocksOfEverySizeGiveTheBitsOfOneThread(int examples, int blockRows, int partitions) {
        BlockPlan plan = new BlockPlan(examples, blockRows);
        Parameters parameters = initial(SOFTMAX);
        PassPlan passPlan = new PassPlan(Kernel.VECTOR, STANDARDIZER);
        try (ClusterBlocks blocks = ClusterBlocks.of(spark, DIGITS, plan, partitions)) {
            Gradient cluster = new ClusterGradients(blocks, passPlan)
                    .gradientSum(parameters, plan.fullBatch(1))
                    .mean();
            Gradient local = new LocalGradients(BlockReader.all(DIGITS, plan), passPlan)
                    .gradientSum(parameters, plan.fullBatch(1))
                    .mean();
            assertThat(cluster.values()).containsExactly(local.values());
            assertThat(cluster.exampleCount()).isEqualTo(examples);
        }
    }

    @Test
    void theDigestsOfTheBlocksAreThoseOfOneThreadAndSayWhere() {
        Parameters parameters = initial(MSE);
        PassPlan passPlan = new PassPlan(Kernel.VECTOR, STANDARDIZER);
        List<BlockDigest> local = new LocalGradients(BlockReader.all(DIGITS, PLAN), passPlan)
                .digests(parameters, new Batch(1, new BlockRange(2, 9), 9 * 128));
        try (ClusterBlocks blocks = ClusterBlocks.of(spark, DIGITS, PLAN, 4)) {
            List<BlockDigest> cluster = new ClusterGradients(blocks, passPlan)
                    .digests(parameters, new Batch(1, new BlockRange(2, 9), 9 * 128));
            assertThat(local).extracting(BlockDigest::block).containsExactly(2, 3, 4, 5, 6, 7, 8, 9, 10);
            assertThat(cluster)
                    .usingRecursiveFieldByFieldElementComparatorIgnoringFields("place")
                    .containsExactlyInAnyOrderElementsOf(local);
            assertThat(cluster).extracting(BlockDigest::place).containsOnly("executor driver on 127.0.0.1");
        }
    }

    @Test
    void theForwardPassDoesNotDependOnTheLayoutEither() {
        Parameters parameters = initial(SOFTMAX);
        PassPlan passPlan = new PassPlan(Kernel.VECTOR, STANDARDIZER);
        Evaluation alone;
        try (ClusterBlocks blocks = ClusterBlocks.of(spark, DIGITS, PLAN, 1)) {
            alone = blocks.evaluate(parameters, passPlan);
        }
        try (ClusterBlocks blocks = ClusterBlocks.of(spark, DIGITS, PLAN, 5)) {
            assertThat(blocks.evaluate(parameters, passPlan)).isEqualTo(alone);
            assertThat(alone.exampleCount()).isEqualTo(PLAN.examples());
            assertThat(alone.activations())
                    .extracting(Evaluation.Activations::name)
                    .containsExactly(
                            "linear 1",
                            "shifted-relu 1",
                            "linear 2",
                            "shifted-relu 2",
                            "linear 3",
                            "shifted-relu 3",
                            "linear 4");
        }
    }

    /** Before and after standardising, say: the blocks are read once, and each task gives one result. */
    @ParameterizedTest
    @MethodSource("io.lockstep.pass.Passes#kernels")
    void severalForwardPassesAreOneJob(Kernel kernel) throws Exception {
        Parameters parameters = initial(SOFTMAX);
        PassPlan passPlan = Passes.plan(kernel, STANDARDIZER);
        PassPlan raw = passPlan.with(Standardizer.identity());
        try (ClusterBlocks blocks = ClusterBlocks.of(spark, DIGITS, PLAN, 3)) {
            Evaluation before = blocks.evaluate(parameters, raw);
            Evaluation after = blocks.evaluate(parameters, passPlan);
            String group = "both passes by " + kernel;
            spark.setJobGroup(group, "", false);
            List<Evaluation> both = blocks.evaluate(parameters, List.of(raw, passPlan));
            spark.clearJobGroup();
            assertThat(both).containsExactly(before, after);
            spark.sc().listenerBus().waitUntilEmpty(); // Spark counts in a thread of its own
            assertThat(spark.statusTracker().getJobIdsForGroup(group)).hasSize(1);
        }
    }

    @Test
    void theWorstMistakesDoNotDependOnTheLayout() {
        Parameters parameters = initial(SOFTMAX);
        PassPlan passPlan = new PassPlan(Kernel.VECTOR, STANDARDIZER);
        List<Long> expected = List.of();
        for (int partitions : List.of(1, 4, 40)) { // 40: some have no block, and they are merged in a tree
            try (ClusterBlocks blocks = ClusterBlocks.of(spark, DIGITS, PLAN, partitions)) {
                List<Mistake> mistakes = blocks.mistakes(parameters, passPlan, 25);
                assertThat(mistakes).hasSize(25).isSortedAccordingTo(Mistake.WORST_FIRST);
                List<Long> found = mistakes.stream().map(Mistake::example).toList();
                expected = expected.isEmpty() ? found : expected;
                assertThat(found).isEqualTo(expected);
            }
        }
    }

    @Test
    void inputGradientsComeInOrderForTheFirstBlocksOnly() {
        Parameters parameters = initial(MSE);
        PassPlan passPlan = new PassPlan(Kernel.VECTOR, STANDARDIZER);
        try (ClusterBlocks one = ClusterBlocks.of(spark, DIGITS, PLAN, 1);
                ClusterBlocks many = ClusterBlocks.of(spark, DIGITS, PLAN, 6)) {
            List<InputGradient> expected = one.inputGradients(parameters, passPlan, 300);
            List<InputGradient> found = many.inputGradients(parameters, passPlan, 300);
            assertThat(found).extracting(InputGradient::block).containsExactly(0, 1, 2); // 300 lies in the third of 128
            for (int i = 0; i < found.size(); i++) {
                assertThat(found.get(i).dInput())
                        .containsExactly(expected.get(i).dInput());
            }
        }
    }

    @Test
    void notANumberIsReportedWithItsStepAndBlockAndIsNotTriedAgain() {
        Parameters parameters = initial(MSE);
        float[] values = parameters.values().clone();
        values[0] = Float.NaN;
        PassPlan passPlan = new PassPlan(Kernel.VECTOR, STANDARDIZER);
        try (ClusterBlocks blocks = ClusterBlocks.of(spark, DIGITS, PLAN, 3)) {
            Trainer trainer = new Trainer(
                    PLAN,
                    new ClusterGradients(blocks, passPlan),
                    new GradientDescent(),
                    new Schedule.Constant(0.1),
                    step -> true);
            assertThatThrownBy(() -> trainer.run(new GradientDescent().initial(new Parameters(MSE, values)), 2))
                    .isInstanceOf(DivergedException.class)
                    .hasMessageContaining("step 1, block 0, w1[0, 0]")
                    .hasMessageContaining("found NaN");
        }
    }

    @Test
    void damagedDataOnAnExecutorKeepsItsMessage() {
        try (ClusterBlocks blocks = ClusterBlocks.of(spark, new Damaged(), PLAN, 2)) {
            assertThatThrownBy(() -> blocks.rdd().count())
                    .rootCause()
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("the file: expected more, found nothing");
        }
    }

    @Test
    void cachedBlocksAreLetGo() {
        int before = spark.getPersistentRDDs().size();
        try (ClusterBlocks blocks = ClusterBlocks.of(spark, DIGITS, PLAN, 2)) {
            assertThat(blocks.rdd().count()).isEqualTo(PLAN.blockCount());
            assertThat(spark.getPersistentRDDs()).hasSize(before + 1);
        }
        assertThat(spark.getPersistentRDDs()).hasSize(before);
    }

    private static Gradient assertBitsOfOneThread(Parameters parameters, Kernel kernel, List<BlockRange> partitions) {
        PassPlan passPlan = Passes.plan(kernel, STANDARDIZER);
        Gradient local = new LocalGradients(BlockReader.all(DIGITS, PLAN), passPlan)
                .gradientSum(parameters, PLAN.fullBatch(1))
                .mean();
        try (ClusterBlocks blocks = ClusterBlocks.of(spark, DIGITS, PLAN, partitions)) {
            Gradient cluster = new ClusterGradients(blocks, passPlan)
                    .gradientSum(parameters, PLAN.fullBatch(1))
                    .mean();
            assertThat(cluster.values()).containsExactly(local.values());
            assertThat(cluster.loss()).isEqualTo(local.loss());
            assertThat(cluster.exampleCount()).isEqualTo(PLAN.examples());
            return cluster;
        }
    }

    private static Parameters initial(Architecture architecture) {
        return Parameters.initial(architecture, Initializer.KAIMING_FAN_IN, 7);
    }

    /** Examples that cannot be opened. */
    private record Damaged() implements Examples {
        @Override
        public String name() {
            return "damaged";
        }

        @Override
        public long rows() {
            return 2_000;
        }

        @Override
        public int height() {
            return 28;
        }

        @Override
        public int width() {
            return 28;
        }

        @Override
        public List<String> classNames() {
            return ClassLabels.upTo(10).names();
        }

        @Override
        public ExampleReader open() {
            throw new DataException("the file", "more", "nothing", "Copy it again.");
        }
    }
}
