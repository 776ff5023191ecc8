package io.lockstep.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockRange;
import io.lockstep.block.BlockReader;
import io.lockstep.block.DigitBlocks;
import io.lockstep.check.LocalGradients;
import io.lockstep.cluster.dealing.Dealing;
import io.lockstep.cluster.dealing.Move;
import io.lockstep.cluster.wire.JavaSerialized;
import io.lockstep.data.ExampleReader;
import io.lockstep.data.Examples;
import io.lockstep.data.ExamplesBehind;
import io.lockstep.data.SplitName;
import io.lockstep.data.drawn.DrawnDigits;
import io.lockstep.gradient.Gradient;
import io.lockstep.gradient.GradientSource;
import io.lockstep.gradient.InputGradient;
import io.lockstep.metric.Mistake;
import io.lockstep.network.Initializer;
import io.lockstep.network.Parameters;
import io.lockstep.pass.Networks;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.RDDBlockId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Blocks that are dealt anew: every job after it has the bits of before, and nothing is read twice or kept twice. */
class DealingTest {
    /** 13 blocks, the last of one row. */
    private static final BlockPlan PLAN = new BlockPlan(12 * 32 + 1, 32);

    private static final Examples DIGITS = new Counted(new DrawnDigits().split(SplitName.TRAIN));
    private static final PassPlan PASS = new PassPlan(Kernel.VECTOR, DigitBlocks.STANDARDIZER);
    private static final Parameters PARAMETERS = Parameters.initial(Networks.CLASSIFIER, Initializer.KAIMING_FAN_IN, 7);

    private static final AtomicInteger READ = new AtomicInteger();
    private static volatile boolean damaged;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static JavaSparkContext spark;

    /** Counts how often it is opened, in this JVM. */
    private record Counted(Examples examples) implements ExamplesBehind {
        @Override
        public ExampleReader open() {
            if (damaged) {
                throw new IllegalStateException("planted");
            }
            READ.incrementAndGet();
            return examples.open();
        }
    }

    /** Where the blocks are from. */
    private enum Source {
        FILES {
            @Override
            ClusterBlocks of(int partitions) {
                return ClusterBlocks.of(spark, DIGITS, PLAN, partitions);
            }
        },
        PREPARED_FILES {
            @Override
            ClusterBlocks of(int partitions) {
                return FILES.of(partitions).preparedFor(PASS);
            }
        },
        /** As of a table, each partition of which is counted when it is made. */
        RDD {
            @Override
            ClusterBlocks of(int partitions) {
                JavaRDD<JavaSerialized<Block>> made = spark.parallelize(
                                IntStream.range(0, partitions).boxed().toList(), partitions)
                        .flatMap(partition -> {
                            List<JavaSerialized<Block>> blocks = new ArrayList<>();
                            BlockReader.open(DIGITS, PLAN, PLAN.share(partition, partitions))
                                    .forEachRemaining(block -> blocks.add(JavaSerialized.of(block)));
                            return blocks.iterator();
                        });
                return ClusterBlocks.of(spark, "blocks", PLAN, made);
            }
        },
        PREPARED_RDD {
            @Override
            ClusterBlocks of(int partitions) {
                return RDD.of(partitions).preparedFor(PASS);
            }
        };

        abstract ClusterBlocks of(int partitions);
    }

    @BeforeAll
    static void startSpark() {
        spark = LocalSpark.start();
    }

    @AfterAll
    static void stopSpark() {
        spark.close();
    }

    @BeforeEach
    void undamaged() {
        damaged = false;
        READ.set(0);
    }

    private static Gradient gradient(GradientSource source) {
        return source.gradientSum(PARAMETERS, PLAN.fullBatch(1)).mean();
    }

    private static void assertSameBits(Gradient found, Gradient expected) {
        assertThat(found.values()).containsExactly(expected.values());
        assertThat(found.loss()).isEqualTo(expected.loss());
        assertThat(found.exampleCount()).isEqualTo(expected.exampleCount());
    }

    private static Gradient local() {
        return gradient(new LocalGradients(BlockReader.all(DIGITS, PLAN), PASS));
    }

    private static void remove(ClusterBlocks blocks, int partition) {
        SparkEnv.get()
                .blockManager()
                .master()
                .removeBlock(new RDDBlockId(blocks.rdd().id(), partition));
        BlockRange range = blocks.dealing().layout().get(partition);
        StandaloneCluster.await(
                "the loss",
                () -> blocks.dealing().holdings().stream()
                                .noneMatch(holding -> holding.range().equals(range))
                        ? true
                        : null);
    }

    /** 7 partitions: of one and two blocks; 13: of one block; 20: some are empty; the last block is short. */
    @Tag("drill")
    @ParameterizedTest
    @EnumSource(Source.class)
    void everyJobHasTheSameBitsOnEveryDealing(Source source) {
        Gradient expected = local();
        try (ClusterBlocks still = Source.FILES.of(2);
                ClusterBlocks blocks = source.of(1)) {
            List<InputGradient> inputs = still.inputGradients(PARAMETERS, PASS, 70);
            assertSameBits(gradient(new ClusterGradients(blocks, PASS)), expected);
            for (int partitions : List.of(3, 2, 7, 1, 13, 20, 40, 2)) {
                Move move = blocks.dealOver(partitions).orElseThrow();
                assertThat(move.after()).isEqualTo(partitions);
                assertThat(move.moved()).isZero(); // there is one executor, which had them all
                assertThat(blocks.partitions()).isEqualTo(partitions);
                assertThat(blocks.dealing().layout()).isEqualTo(PLAN.shares(partitions));
                assertSameBits(gradient(new ClusterGradients(blocks, PASS)), expected);
                assertThat(blocks.evaluate(PARAMETERS, PASS)).isEqualTo(still.evaluate(PARAMETERS, PASS));
                assertThat(blocks.mistakes(PARAMETERS, PASS, 25))
                        .extracting(Mistake::example)
                        .isEqualTo(still.mistakes(PARAMETERS, PASS, 25).stream()
                                .map(Mistake::example)
                                .toList());
                assertThat(blocks.inputGradients(PARAMETERS, PASS, 70))
                        .usingRecursiveComparison()
                        .isEqualTo(inputs);
                assertSameBits(gradient(new LocalGradients(blocks.driverBlocks(), PASS)), expected);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Source.class)
    void whatIsCachedIsNotReadAgainAndTheOldDealingIsLetGo(Source source) {
        int before = spark.getPersistentRDDs().size();
        try (ClusterBlocks blocks = source.of(3)) {
            assertThat(blocks.rdd().count()).isEqualTo(PLAN.blockCount());
            assertThat(READ).hasValue(3);
            for (int partitions : List.of(2, 7, 1)) {
                Dealing old = blocks.dealing();
                assertThat(old.holdings()).hasSize(old.layout().size());
                assertThat(blocks.dealOver(partitions)).isPresent();
                StandaloneCluster.await(
                        "the end of the old dealing", () -> old.holdings().isEmpty() ? true : null);
                assertThat(blocks.dealing().holdings()).hasSize(partitions);
                assertThat(spark.getPersistentRDDs()).hasSize(before + 1);
            }
            assertThat(READ).hasValue(3);
        }
        assertThat(spark.getPersistentRDDs()).hasSize(before);
    }

    @ParameterizedTest
    @EnumSource(Source.class)
    void whatIsLostIsReadAgainOnceHoweverOftenTheBlocksWereDealt(Source source) {
        Gradient expected = local();
        try (ClusterBlocks blocks = source.of(2)) {
            for (int round = 0; round < 8; round++) {
                blocks.dealOver(3);
                blocks.dealOver(2);
            }
            READ.set(0);
            remove(blocks, 1);
            assertSameBits(gradient(new ClusterGradients(blocks, PASS)), expected);
            assertThat(READ).hasValue(1);
            blocks.dealOver(3);
            READ.set(0);
            remove(blocks, 0);
            remove(blocks, 1); // of an RDD, it lies in two partitions
            assertSameBits(gradient(new ClusterGradients(blocks, PASS)), expected);
            assertThat(READ).hasValue(source.name().endsWith("FILES") ? 2 : 3);
        }
    }

    /** As when an executor is lost before the blocks are dealt over the others. */
    @ParameterizedTest
    @EnumSource(Source.class)
    void onlyWhatNobodyHasIsReadWhileBlocksAreDealt(Source source) {
        Gradient expected = local();
        try (ClusterBlocks blocks = source.of(4)) {
            assertThat(blocks.rdd().count()).isEqualTo(PLAN.blockCount());
            remove(blocks, 1);
            remove(blocks, 2);
            READ.set(0);
            Move move = blocks.dealOver(1).orElseThrow();
            assertThat(move.moved())
                    .isEqualTo(PLAN.share(1, 4).count() + PLAN.share(2, 4).count());
            assertThat(READ).hasValue(source.name().endsWith("FILES") ? 1 : 2);
            assertSameBits(gradient(new ClusterGradients(blocks, PASS)), expected);
        }
    }

    @Test
    void aDealingThatFailsLeavesTheBlocksAsTheyWere() {
        try (ClusterBlocks blocks = Source.FILES.of(2)) {
            int before = spark.getPersistentRDDs().size();
            assertThat(blocks.rdd().count()).isEqualTo(PLAN.blockCount());
            remove(blocks, 1);
            damaged = true;
            assertThatThrownBy(() -> blocks.dealOver(3)).rootCause().hasMessage("planted");
            damaged = false;
            assertThat(blocks.partitions()).isEqualTo(2);
            assertThat(spark.getPersistentRDDs()).hasSize(before);
            assertSameBits(gradient(new ClusterGradients(blocks, PASS)), local());
        }
    }

    @Test
    void blocksThatAreWhereTheyShouldBeAreNotTouched() {
        try (ClusterBlocks blocks = Source.FILES.of(2)) {
            assertThat(blocks.rdd().count()).isEqualTo(PLAN.blockCount());
            int rdd = blocks.rdd().id();
            assertThat(blocks.dealOver(2)).isEqualTo(Optional.empty());
            assertThat(blocks.rdd().id()).isEqualTo(rdd);
        }
    }

    @Test
    void blocksOfTheSameRddAreDealtTogether() {
        try (ClusterBlocks blocks = Source.FILES.of(2)) {
            ClusterBlocks same = blocks.requiring(null);
            blocks.dealOver(5);
            assertThat(same.partitions()).isEqualTo(5);
            assertThat(same.rdd().id()).isEqualTo(blocks.rdd().id());
        }
    }

    /** A check on the driver may last longer than a dealing. */
    @Test
    void theDriverReadsOnThroughADealing() {
        try (ClusterBlocks blocks = Source.FILES.of(4)) {
            Iterator<Block> driver = blocks.driverBlocks().iterator();
            List<Integer> found = new ArrayList<>();
            for (int partitions : List.of(7, 3, 1)) {
                found.add(driver.next().index());
                blocks.dealOver(partitions);
            }
            driver.forEachRemaining(block -> found.add(block.index()));
            assertThat(found)
                    .isEqualTo(IntStream.range(0, PLAN.blockCount()).boxed().toList());
        }
    }
}
