package io.lockstep.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockRange;
import io.lockstep.data.DatasetCard;
import io.lockstep.data.Examples;
import io.lockstep.data.SplitName;
import io.lockstep.data.drawn.DrawnDigits;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Initializer;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import io.lockstep.train.Adam;
import io.lockstep.train.GradientDescent;
import io.lockstep.train.LocalStepper;
import io.lockstep.train.Optimizer;
import io.lockstep.train.OptimizerState;
import io.lockstep.train.Schedule;
import io.lockstep.train.Step;
import io.lockstep.train.Trainer;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterRoundsTest {
    private static final Examples DIGITS = new DrawnDigits().split(SplitName.TRAIN);
    private static final Architecture NETWORK =
            new Architecture(List.of(784, 12, 10), Activation.RELU, Loss.CROSS_ENTROPY);
    private static final Parameters START = Parameters.initial(NETWORK, Initializer.KAIMING_FAN_IN, 7);
    private static final PassPlan PASS =
            new PassPlan(Kernel.VECTOR, DatasetCard.of(DIGITS, "built in", 500).standardizer());
    private static final Schedule RATE = new Schedule.Constant(0.05);
    /** 10 blocks of 50. */
    private static final BlockPlan FULL = new BlockPlan(500, 50);

    private static final BlockPlan BATCHES = new BlockPlan(500, 50, 3, 11); // 4 steps an epoch

    @SuppressWarnings("NullAway.Init") // JUnit calls start
    private static JavaSparkContext spark;

    @BeforeAll
    static void start() {
        spark = LocalSpark.start();
    }

    @AfterAll
    static void stop() {
        spark.close();
    }

    private static List<Step> local(
            BlockPlan plan, List<BlockRange> layout, Optimizer optimizer, int localSteps, int steps) {
        List<Step> rounds = new ArrayList<>();
        try (ClusterBlocks blocks =
                ClusterBlocks.of(spark, DIGITS, plan, layout).preparedFor(PASS)) {
            new Trainer(
                            new LocalStepper(plan, new ClusterRounds(blocks, PASS, optimizer), localSteps, RATE),
                            rounds::add)
                    .run(optimizer.initial(START), steps);
        }
        return rounds;
    }

    private static List<BlockRange> evenly(BlockPlan plan, int partitions) {
        List<BlockRange> layout = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            layout.add(plan.share(partition, partitions));
        }
        return layout;
    }

    private static List<Step> exact(BlockPlan plan, Optimizer optimizer, int steps) {
        List<Step> taken = new ArrayList<>();
        try (ClusterBlocks blocks = ClusterBlocks.of(spark, DIGITS, plan, 1)) {
            new Trainer(plan, new ClusterGradients(blocks, PASS), optimizer, RATE, taken::add)
                    .run(optimizer.initial(START), steps);
        }
        return taken;
    }

    /** One partition by itself is one machine: every bit is that of exact training. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 10})
    void onePartitionTakesTheExactSteps(int localSteps) {
        Optimizer adam = new Adam(0.9, 0.999, 1e-8, 0);
        List<Step> exact = exact(BATCHES, adam, 7);
        List<Step> local = local(BATCHES, evenly(BATCHES, 1), adam, localSteps, 7);
        for (Step round : local) {
            assertThat(round.after().parameters().sha256())
                    .isEqualTo(
                            exact.get(round.number() - 1).after().parameters().sha256());
        }
        assertThat(local.get(local.size() - 1).number()).isEqualTo(7);
    }

    /** A round ends where it should, where its epoch ends (4 and 8), and where training ends. */
    @Test
    void roundsEndWithEpochs() {
        assertThat(local(BATCHES, evenly(BATCHES, 2), new GradientDescent(), 3, 7))
                .extracting(Step::number)
                .containsExactly(3, 4, 7);
    }

    /**
     * Plain descent is linear in the gradient: the mean of the partitions' parameters after one step each, weighted by examples, is the
     * step with the mean gradient. Not to the bit: each partition rounds its parameters to float, by up to 2^-24 of them, once, and the
     * mean is rounded once more. A mean over partitions, not examples, would be off by more than 1e-3 here.
     */
    @Test
    void theMeanIsWeightedByExamples() {
        List<BlockRange> uneven = List.of(new BlockRange(0, 7), new BlockRange(7, 0), new BlockRange(7, 3));
        float[] exact = exact(FULL, new GradientDescent(), 1)
                .get(0)
                .after()
                .parameters()
                .values();
        float[] local = local(FULL, uneven, new GradientDescent(), 1, 1)
                .get(0)
                .after()
                .parameters()
                .values();
        double unweighted = 0;
        float[] first = local(FULL, List.of(new BlockRange(0, 7)), new GradientDescent(), 1, 1)
                .get(0)
                .after()
                .parameters()
                .values();
        float[] second = local(FULL, List.of(new BlockRange(7, 3)), new GradientDescent(), 1, 1)
                .get(0)
                .after()
                .parameters()
                .values();
        for (int i = 0; i < exact.length; i++) {
            assertThat((double) local[i])
                    .isCloseTo(exact[i], org.assertj.core.api.Assertions.within(0x1p-22 * (1 + Math.abs(exact[i]))));
            unweighted = Math.max(unweighted, Math.abs(exact[i] - (first[i] + second[i]) / 2.0));
        }
        assertThat(unweighted).isGreaterThan(1e-3);
    }

    @Test
    void theSameLayoutGivesTheSameBitsAndAnotherDoesNot() {
        Optimizer adam = new Adam(0.9, 0.999, 1e-8, 0);
        List<OptimizerState> ends = new ArrayList<>();
        for (int partitions : List.of(2, 2, 5)) {
            List<Step> rounds = local(BATCHES, evenly(BATCHES, partitions), adam, 4, 8);
            assertThat(rounds.get(1).gradient().loss())
                    .isLessThan(rounds.get(0).gradient().loss());
            ends.add(rounds.get(1).after());
        }
        assertThat(ends.get(0).parameters().sha256())
                .isEqualTo(ends.get(1).parameters().sha256());
        assertThat(ends.get(0).slot("v")).containsExactly(ends.get(1).slot("v"));
        assertThat(ends.get(2).parameters().sha256())
                .isNotEqualTo(ends.get(0).parameters().sha256());
    }

    @Test
    void aPartitionThatDivergesEndsTheRoundAndNamesItsStep() {
        try (ClusterBlocks blocks = ClusterBlocks.of(spark, DIGITS, BATCHES, 2)) {
            spark.setLogLevel("OFF"); // the failing task would be told with its stack
            Trainer trainer = new Trainer(
                    new LocalStepper(
                            BATCHES,
                            new ClusterRounds(blocks, PASS, new GradientDescent()),
                            4,
                            new Schedule.Constant(1e6)),
                    step -> true);
            assertThatThrownBy(() -> trainer.run(new GradientDescent().initial(START), 8))
                    .rootCause()
                    .isInstanceOf(io.lockstep.gradient.DivergedException.class)
                    .hasMessageStartingWith("step 2, block ");
        } finally {
            spark.setLogLevel("WARN");
        }
    }
}
