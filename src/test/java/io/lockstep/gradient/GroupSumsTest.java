package io.lockstep.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.block.Batch;
import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockRange;
import io.lockstep.block.DigitBlocks;
import io.lockstep.block.Magnitude;
import io.lockstep.network.Parameters;
import io.lockstep.pass.BlockGradient;
import io.lockstep.pass.Networks;
import io.lockstep.pass.Passes;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocks that a pass adds up itself give the sum that they give one by one, whoever has which of them. */
class GroupSumsTest {
    private static final int BLOCK_ROWS = 32;
    private static final int ROWS = 20 * BLOCK_ROWS + 5; // the last block is short
    private static final List<Block> BLOCKS = DigitBlocks.of(91, ROWS, BLOCK_ROWS);
    private static final BlockPlan PLAN = new BlockPlan(ROWS, BLOCK_ROWS);
    private static final Batch ALL = PLAN.fullBatch(1);
    private static final Parameters PARAMETERS = Networks.drawn(Networks.CLASSIFIER, 91);

    private static PassPlan cuda() {
        return Passes.plan(Kernel.CUDA, DigitBlocks.STANDARDIZER);
    }

    private static GradientSum sum(List<Block> blocks, Parameters parameters, IntPredicate oneByOne) {
        return BlockSums.gradientSum(blocks.iterator(), parameters, cuda(), ALL, oneByOne, added -> {});
    }

    private static Gradient oneByOne(Parameters parameters) {
        return sum(BLOCKS, parameters, block -> true).mean();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 21, 30})
    void theDigestIsThatOfOneByOneForAnyPartitions(int partitions) {
        GradientSum total = GradientSum.zero(Networks.CLASSIFIER, ALL);
        for (int partition = 0; partition < partitions; partition++) {
            BlockRange share = PLAN.share(partition, partitions);
            List<Block> mine = BLOCKS.subList(share.first(), share.first() + share.count());
            total.merge(sum(mine, PARAMETERS, block -> false));
        }
        Gradient gradient = total.mean();
        assertThat(gradient.exampleCount()).isEqualTo(ROWS);
        assertThat(gradient.sha256()).isEqualTo(oneByOne(PARAMETERS).sha256());
        assertThat(gradient.loss()).isEqualTo(oneByOne(PARAMETERS).loss());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 20})
    void thoseThatAreShownAreAddedToo(int every) {
        List<BlockGradient> shown = new ArrayList<>();
        GradientSum sum = BlockSums.gradientSum(
                BLOCKS.iterator(), PARAMETERS, cuda(), ALL, block -> block % every == 0, shown::add);
        assertThat(shown).extracting(BlockGradient::block).allMatch(block -> block % every == 0);
        assertThat(shown).hasSize((BLOCKS.size() + every - 1) / every);
        assertThat(sum.mean().sha256()).isEqualTo(oneByOne(PARAMETERS).sha256());
    }

    /** Labels beyond ordinary targets, as EMNIST's 26 letters as numbers: losses have another scale than gradients. */
    @Test
    void lossesMayHaveAScaleOfTheirOwn() {
        Batch letters = PLAN.with(Magnitude.ofSquaredError(255, 3, 1)).fullBatch(1);
        assertThat(letters.magnitude().loss()).isNotEqualTo(letters.magnitude().gradient());
        Parameters parameters = Networks.drawn(Networks.LESSON, 92);
        Gradient grouped = BlockSums.gradientSum(BLOCKS.iterator(), parameters, cuda(), letters)
                .mean();
        Gradient alone = BlockSums.gradientSum(
                        BLOCKS.iterator(), parameters, cuda(), letters, block -> true, added -> {})
                .mean();
        assertThat(grouped.sha256()).isEqualTo(alone.sha256());
        assertThat(grouped.loss()).isEqualTo(alone.loss());
        assertThat(grouped.weightSum()).isEqualTo(ROWS);
    }

    /** One that cannot be added is named as if there were no groups. */
    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, 1e30f})
    void whatCannotBeAddedIsNamed(float weight) {
        float[] values = PARAMETERS.values().clone();
        values[Networks.CLASSIFIER.weight(2).offset() + 3] = weight;
        Parameters bad = new Parameters(Networks.CLASSIFIER, values);
        DivergedException inGroups = catchThrowableOfType(
                DivergedException.class, () -> sum(BLOCKS, bad, block -> false).mean());
        DivergedException alone = catchThrowableOfType(
                DivergedException.class, () -> sum(BLOCKS, bad, block -> true).mean());
        assertThat(inGroups).hasMessage(alone.getMessage()).hasMessageStartingWith("block 0, ");
    }
}
