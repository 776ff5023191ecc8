package io.lockstep.check.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.block.Batch;
import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.DigitBlocks;
import io.lockstep.check.Agreement;
import io.lockstep.check.OpinionTest;
import io.lockstep.check.ReferenceGradients;
import io.lockstep.cluster.LocalSpark;
import io.lockstep.data.Scaling;
import io.lockstep.gradient.GradientSource;
import io.lockstep.network.Architecture;
import io.lockstep.network.Parameters;
import io.lockstep.pass.Networks;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** All batches of the tests that it inherits are even on two workers. */
@Tag("drill")
class Dl4jSparkGradientsTest extends OpinionTest {
    private static final int WORKERS = 2;

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

    @Override
    protected GradientSource opinion(Iterable<Block> blocks, Scaling scaling) {
        return new Dl4jSparkGradients(spark, blocks, scaling, WORKERS);
    }

    @Override
    protected boolean takesWeights() {
        return false;
    }

    /** Of each worker's step, of adding up the workers and of dividing by their number. The last difference is exact or less. */
    @Override
    protected int roundingsOfParameters() {
        return WORKERS + 2;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 6, 100})
    void anyNumberOfWorkersGivesTheGradientWhereShardsAreEven(int workers) {
        List<Block> blocks = DigitBlocks.of(150, 300, 64);
        Dl4jSparkGradients opinion = new Dl4jSparkGradients(spark, blocks, DigitBlocks.STANDARDIZER, workers);
        assertThat(opinion.shardSizes(batch(300))).hasSize(workers).containsOnly(300 / workers);
        Agreement agreement = againstReference(opinion, blocks, Networks.CLASSIFIER);
        assertThat(agreement.agrees()).as("%s", agreement).isTrue();
    }

    /** An average of averages: the one example of the second worker weighs as much as the 256 of the first. */
    @ParameterizedTest
    @MethodSource("networks")
    void unevenShardsAreCaughtAndNamed(Architecture architecture) {
        List<Block> blocks = DigitBlocks.of(151, 257, 64);
        Dl4jSparkGradients opinion =
                new Dl4jSparkGradients(spark, blocks, DigitBlocks.STANDARDIZER, examples -> List.of(256, 1));
        assertThat(opinion.shardSizes(batch(257))).containsExactly(256, 1);
        Agreement agreement = againstReference(opinion, blocks, architecture);
        assertThat(agreement.agrees()).as("%s", agreement).isFalse();
        assertThat(agreement.diagnosis()).contains("examples are weighted unequally (an average of averages?)");
    }

    /** The same rows cut as evenly as may be: one example of 257 weighs less than half a percent too much. Caught as well. */
    @Test
    void oneRowTooManyIsCaught() {
        List<Block> blocks = DigitBlocks.of(151, 257, 64);
        Dl4jSparkGradients opinion = new Dl4jSparkGradients(spark, blocks, DigitBlocks.STANDARDIZER, WORKERS);
        assertThat(opinion.shardSizes(batch(257))).containsExactly(128, 129);
        assertThat(againstReference(opinion, blocks, Networks.LESSON).agrees()).isFalse();
    }

    @Test
    void thereAreNoMoreShardsThanExamples() {
        List<Block> blocks = DigitBlocks.of(152, 3, 2);
        Dl4jSparkGradients opinion = new Dl4jSparkGradients(spark, blocks, DigitBlocks.STANDARDIZER, 5);
        assertThat(opinion.shardSizes(batch(3))).containsExactly(1, 1, 1);
        assertThat(againstReference(opinion, blocks, Networks.LESSON).agrees()).isTrue();
    }

    @Test
    void kryoIsRefused() {
        SparkConf conf = new SparkConf().set("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
        assertThatThrownBy(() -> Dl4jSparkGradients.requireJavaSerialisation(conf))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("spark.serializer: expected Java serialization");
    }

    private static Batch batch(int examples) {
        return new BlockPlan(examples, 64).fullBatch(1);
    }

    /** As a run compares: within the bound of a float pass. */
    private static Agreement againstReference(GradientSource opinion, List<Block> blocks, Architecture architecture) {
        Parameters parameters = Networks.drawn(architecture, 150);
        Block last = blocks.get(blocks.size() - 1);
        Batch all = new BlockPlan(
                        (int) last.firstExample() + last.rows(), blocks.get(0).rows())
                .fullBatch(1);
        var reference = new ReferenceGradients(blocks, DigitBlocks.STANDARDIZER).measure(parameters, all);
        return Agreement.within(
                reference.bound(),
                opinion.name(),
                opinion.gradientSum(parameters, all).mean(),
                "reference",
                reference.gradientSum().mean());
    }
}
