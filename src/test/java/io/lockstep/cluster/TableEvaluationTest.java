package io.lockstep.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockRange;
import io.lockstep.cluster.wire.JavaSerialized;
import io.lockstep.data.ClassTargets;
import io.lockstep.data.ColumnScaling;
import io.lockstep.data.FloatFeatures;
import io.lockstep.data.NumberTargets;
import io.lockstep.data.TargetUnits;
import io.lockstep.metric.Evaluation;
import io.lockstep.metric.LargeError;
import io.lockstep.metric.Mistake;
import io.lockstep.metric.Regression;
import io.lockstep.metric.TwoClasses;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Initializer;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Evaluation of numbers and of two classes on Spark, on any layout. */
class TableEvaluationTest {
    /** 1,025 examples in blocks of 64: 17 blocks, the last of one row. */
    private static final BlockPlan PLAN = new BlockPlan(1_025, 64);

    private static final int COLUMNS = 5;
    private static final TargetUnits UNITS = new TargetUnits(List.of(4_000.0, 0.0), List.of(2_000.0, 1.0));
    private static final PassPlan PASS = new PassPlan(
            Kernel.VECTOR, new ColumnScaling(Collections.nCopies(COLUMNS, 0.0), Collections.nCopies(COLUMNS, 1.0)));

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

    private static Block block(int index, boolean isRegression) {
        int rows = PLAN.rows(index);
        Random random = new Random(index);
        float[] features = floats(random, rows * COLUMNS);
        return new Block(
                index,
                PLAN.firstExample(index),
                new FloatFeatures(COLUMNS, features),
                isRegression
                        ? new NumberTargets(2, floats(random, rows * 2))
                        : new ClassTargets(random.ints(rows, 0, 2).toArray()));
    }

    private static float[] floats(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static ClusterBlocks blocks(int partitions, boolean isRegression) {
        List<JavaSerialized<BlockRange>> ranges = IntStream.range(0, partitions)
                .mapToObj(partition -> JavaSerialized.of(PLAN.share(partition, partitions)))
                .toList();
        JavaRDD<JavaSerialized<Block>> blocks = spark.parallelize(ranges, partitions)
                .flatMap(JavaSerialized.each(
                        (BlockRange range) -> IntStream.range(range.first(), range.first() + range.count())
                                .mapToObj(index -> block(index, isRegression))
                                .iterator()));
        return ClusterBlocks.of(spark, "a table", PLAN, blocks);
    }

    private static Parameters parameters(Loss loss) {
        return Parameters.initial(
                new Architecture(List.of(COLUMNS, 4, 2), Activation.RELU, loss), Initializer.XAVIER, 3);
    }

    @Test
    void aRegressionsErrorsAndItsWorstRowsDoNotDependOnTheLayout() {
        Parameters parameters = parameters(Loss.MSE);
        List<Evaluation> evaluations = new ArrayList<>();
        List<List<Long>> worst = new ArrayList<>();
        for (int partitions : List.of(1, 3, 8, 40)) { // 40: some have no block, and they are merged in a tree
            try (ClusterBlocks blocks = blocks(partitions, true)) {
                evaluations.add(blocks.evaluate(parameters, PASS, UNITS));
                List<Mistake> mistakes = blocks.mistakes(parameters, PASS, 25, UNITS);
                assertThat(mistakes).hasSize(25).isSortedAccordingTo(Mistake.WORST_FIRST);
                LargeError first = (LargeError) mistakes.get(0);
                assertThat(first.features().rows()).isEqualTo(1);
                double price = (first.outputs().get(0) - first.targets().get(0)) / 2_000;
                double other = first.outputs().get(1) - first.targets().get(1);
                assertThat(Math.max(Math.abs(price), Math.abs(other))).isCloseTo(first.size(), within(1e-9));
                worst.add(mistakes.stream().map(Mistake::example).toList());
            }
        }
        assertThat(evaluations).allMatch(evaluations.get(0)::equals);
        assertThat(worst).allMatch(worst.get(0)::equals);
        Regression errors = (Regression) evaluations.get(0).quality();
        assertThat(errors.outputs()).hasSize(2);
        assertThat(errors.outputs().get(0).rmse()).isBetween(1_000.0, 20_000.0);
        assertThat(worst.get(0)).doesNotHaveDuplicates();
    }

    @Test
    void twoClassesHaveTheSameAreasOnEveryLayout() {
        Parameters parameters = parameters(Loss.CROSS_ENTROPY);
        List<Evaluation> evaluations = new ArrayList<>();
        for (int partitions : List.of(1, 3, 8, 40)) {
            try (ClusterBlocks blocks = blocks(partitions, false)) {
                evaluations.add(blocks.evaluate(parameters, PASS));
                assertThat(blocks.evaluate(parameters, List.of(PASS, PASS))
                                .get(1)
                                .twoClasses())
                        .as("activations only: no scores are kept")
                        .isNull();
            }
        }
        assertThat(evaluations).allMatch(evaluations.get(0)::equals);
        TwoClasses found = Objects.requireNonNull(evaluations.get(0).twoClasses());
        assertThat(found.rocAuc()).isBetween(0.3, 0.7);
        assertThat(found.positives() + found.negatives()).isEqualTo(1_025);
    }
}
