package io.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.block.Batch;
import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockRange;
import io.lockstep.block.DigitBlocks;
import io.lockstep.check.LocalGradients;
import io.lockstep.gradient.BlockSums;
import io.lockstep.gradient.DivergedException;
import io.lockstep.gradient.ExampleCountException;
import io.lockstep.gradient.Gradient;
import io.lockstep.gradient.GradientSource;
import io.lockstep.gradient.GradientSum;
import io.lockstep.network.Parameters;
import io.lockstep.pass.Networks;
import io.lockstep.pass.Passes;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {
    private static final BlockPlan PLAN = new BlockPlan(200, 32);
    private static final List<Block> BLOCKS = DigitBlocks.of(101, 200, 32);
    private static final PassPlan PASS = new PassPlan(Kernel.VECTOR, DigitBlocks.STANDARDIZER);
    private static final GradientSource LOCAL = new LocalGradients(BLOCKS, PASS);
    private static final Schedule RATE = new Schedule.Constant(0.1);
    private static final Parameters START = Networks.drawn(Networks.CLASSIFIER, 101);
    private static final OptimizerState BEFORE = new GradientDescent().initial(START);

    /** The same blocks in shares, as a cluster would hold them, merged from the last to the first. */
    private record Shares(int partitions, PassPlan pass) implements GradientSource {
        @Override
        public String name() {
            return partitions + " shares";
        }

        @Override
        public GradientSum gradientSum(Parameters parameters, Batch batch) {
            List<GradientSum> sums = IntStream.range(0, partitions)
                    .mapToObj(partition -> PLAN.share(partition, partitions))
                    .map(share -> BlockSums.gradientSum(blocks(share).iterator(), parameters, pass, batch))
                    .toList();
            GradientSum sum = GradientSum.zero(parameters.architecture(), batch);
            for (int i = sums.size() - 1; i >= 0; i--) {
                sum.merge(sums.get(i));
            }
            return sum;
        }

        private static List<Block> blocks(BlockRange share) {
            return BLOCKS.subList(share.first(), share.first() + share.count());
        }
    }

    private static List<String> digests(GradientSource gradients, int steps) {
        List<String> digests = new ArrayList<>();
        new Trainer(
                        PLAN,
                        gradients,
                        new GradientDescent(),
                        RATE,
                        step -> digests.add(step.after().parameters().sha256()))
                .run(BEFORE, steps);
        return digests;
    }

    @Test
    void aLostOrRepeatedBlockEndsTheStepBeforeTheParametersMove() {
        List<Block> lost = BLOCKS.subList(0, BLOCKS.size() - 1); // the last block has 8 of the 200 examples
        List<Block> repeated = new ArrayList<>(BLOCKS);
        repeated.add(BLOCKS.get(0));
        List<Step> steps = new ArrayList<>();
        for (List<Block> blocks : List.of(lost, repeated)) {
            Trainer trainer =
                    new Trainer(PLAN, new LocalGradients(blocks, PASS), new GradientDescent(), RATE, steps::add);
            assertThatThrownBy(() -> trainer.run(BEFORE, 2))
                    .isInstanceOf(ExampleCountException.class)
                    .hasMessageStartingWith("step 1: expected a sum over 200 examples, found "
                            + (blocks == lost ? "192: a block is missing." : "232: a block was added twice."));
        }
        assertThat(steps).isEmpty();
    }

    @Test
    void everyStepBeginsWhereTheLastOneEnded() {
        Optimizer optimizer = new GradientDescent();
        List<Step> steps = new ArrayList<>();
        Parameters end = new Trainer(PLAN, LOCAL, optimizer, RATE, steps::add)
                .run(optimizer.initial(START), 5)
                .parameters();
        assertThat(steps).extracting(Step::number).containsExactly(1, 2, 3, 4, 5);
        OptimizerState expected = optimizer.initial(START);
        for (Step step : steps) {
            assertThat(step.before()).isSameAs(expected.parameters());
            assertThat(step.gradient().values())
                    .containsExactly(LOCAL.gradientSum(expected.parameters(), PLAN.fullBatch(1))
                            .mean()
                            .values());
            assertThat(step.gradient().exampleCount()).isEqualTo(200);
            assertThat(step.after().parameters().values())
                    .containsExactly(optimizer
                            .step(expected, step.gradient(), 0.1)
                            .parameters()
                            .values());
            assertThat(step.work().elapsed()).isPositive();
            expected = step.after();
        }
        assertThat(end).isSameAs(expected.parameters());
    }

    /** Remembers the state before each step, as a checkpoint would, and its rate. */
    private record Remembering(Optimizer optimizer, List<OptimizerState> states, List<Double> rates)
            implements Optimizer {
        @Override
        public List<String> slots() {
            return optimizer.slots();
        }

        @Override
        public OptimizerState step(OptimizerState state, Gradient gradient, double learningRate) {
            states.add(state);
            rates.add(learningRate);
            return optimizer.step(state, gradient, learningRate);
        }
    }

    @Test
    void goingOnFromAnyStateTakesTheSameStepsAtTheSameRates() {
        Optimizer adam = new Adam(0.9, 0.999, 1e-8, 0.01);
        Schedule schedule = new Schedule.OneCycle(0.01, 0.3, 25, 1e4);
        List<OptimizerState> states = new ArrayList<>();
        List<Double> rates = new ArrayList<>();
        Optimizer remembering = new Remembering(adam, states, rates);
        Parameters end = new Trainer(PLAN, LOCAL, remembering, schedule, step -> true)
                .run(remembering.initial(START), 8)
                .parameters();
        assertThat(rates)
                .isEqualTo(IntStream.rangeClosed(1, 8)
                        .mapToObj(step -> schedule.learningRate(step, 8))
                        .toList());
        for (OptimizerState state : states) {
            OptimizerState last = new Trainer(PLAN, LOCAL, adam, schedule, step -> true).run(state, 8);
            assertThat(last.parameters().sha256())
                    .as("from step %d", state.step())
                    .isEqualTo(end.sha256());
            assertThat(last.step()).isEqualTo(8);
        }
        assertThat(states).extracting(OptimizerState::step).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void theLossFalls() {
        List<Double> losses = new ArrayList<>();
        new Trainer(
                        PLAN,
                        LOCAL,
                        new GradientDescent(),
                        new Schedule.Constant(0.05),
                        step -> losses.add(step.gradient().loss()))
                .run(BEFORE, 30);
        assertThat(losses.get(29)).isLessThan(losses.get(0) / 2);
    }

    @Test
    void noStepsChangeNothing() {
        assertThat(new Trainer(PLAN, LOCAL, new GradientDescent(), RATE, step -> true)
                        .run(BEFORE, 0)
                        .parameters())
                .isSameAs(START);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 16})
    void anySourceOfTheSameBitsGivesTheSameDigests(int partitions) {
        assertThat(digests(new Shares(partitions, PASS), 6)).isEqualTo(digests(LOCAL, 6));
    }

    @ParameterizedTest
    @MethodSource("io.lockstep.pass.Passes#kernels")
    void trainingAgainGivesTheSameDigests(Kernel kernel) {
        GradientSource gradients = new LocalGradients(BLOCKS, Passes.plan(kernel, DigitBlocks.STANDARDIZER));
        assertThat(digests(gradients, 4)).isEqualTo(digests(gradients, 4)).doesNotHaveDuplicates();
    }

    @Test
    void aDivergedRunNamesItsStep() {
        List<Integer> done = new ArrayList<>();
        Trainer trainer = new Trainer(
                PLAN, LOCAL, new GradientDescent(), new Schedule.Constant(1e6), step -> done.add(step.number()));
        assertThatThrownBy(() -> trainer.run(BEFORE, 10))
                .isInstanceOf(DivergedException.class)
                .hasMessageMatching(
                        "step 2, block 0, (w1\\[.*]|loss): expected a sum within .* Lower the learning rate, or .*");
        assertThat(done).as("steps that were recorded").containsExactly(1);
    }

    /** A gradient that is finite, and a step that is not: seen in this step, not in the next. */
    @Test
    void aStepOutOfTheRangeOfTheNumbersIsNotTaken() {
        List<Step> done = new ArrayList<>();
        Trainer trainer = new Trainer(PLAN, LOCAL, new GradientDescent(), new Schedule.Constant(1e300), done::add);
        assertThatThrownBy(() -> trainer.run(BEFORE, 1))
                .isInstanceOf(DivergedException.class)
                .hasMessageMatching(
                        "step 1, w1\\[.*]: expected a finite parameter after the step, found -?Infinity. Lower .*");
        assertThat(done).isEmpty();
    }

    @Test
    void trainingEndsWhereTheRecordSaysSo() {
        OptimizerState end = new Trainer(PLAN, LOCAL, new GradientDescent(), RATE, step -> step.number() < 3)
                .run(new GradientDescent().initial(START), 10);
        assertThat(end.step()).isEqualTo(3);
    }

    @Test
    void everyStepTakesTheGradientOfItsBatchAndOfNoOtherBlocks() {
        BlockPlan plan = new BlockPlan(200, 32, 3, 5); // 7 blocks, the last of 8 rows; 3 steps an epoch
        List<Step> steps = new ArrayList<>();
        new Trainer(plan, LOCAL, new GradientDescent(), RATE, steps::add).run(BEFORE, 6);
        assertThat(steps).extracting(Step::epoch).containsExactly(1, 1, 1, 2, 2, 2);
        for (Step step : steps) {
            assertThat(step.batch()).isEqualTo(plan.batch(step.number()));
            assertThat(step.gradient().exampleCount())
                    .isEqualTo(step.batch().exampleCount())
                    .isLessThan(200);
            List<Block> mine = BLOCKS.stream()
                    .filter(block -> step.batch().contains(block.index()))
                    .toList();
            assertThat(step.gradient().values())
                    .containsExactly(new LocalGradients(mine, PASS)
                            .gradientSum(step.before(), step.batch())
                            .mean()
                            .values());
        }
    }

    @Test
    void whatTheRecordThrowsEndsTheTraining() {
        List<Integer> done = new ArrayList<>();
        Trainer trainer = new Trainer(PLAN, LOCAL, new GradientDescent(), RATE, step -> {
            done.add(step.number());
            if (step.number() == 2) {
                throw new IllegalStateException("the check failed");
            }
            return true;
        });
        assertThatThrownBy(() -> trainer.run(BEFORE, 10)).hasMessage("the check failed");
        assertThat(done).containsExactly(1, 2);
    }
}
