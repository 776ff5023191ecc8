package io.lockstep.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MiniBatchTest {
    @ParameterizedTest(name = "{0} examples, {1} a block, {2} blocks a batch: {3} steps an epoch")
    @CsvSource({
        "50000, 64, 4, 196", // 782 blocks: two runs of 195 and two of 196
        "1000, 100, 2, 5",
        "1001, 100, 2, 6", // 11 blocks, the last of one row
        "7, 1, 3, 3",
        "100, 10, 1, 10",
        "100, 10, 10, 1",
        "100, 10, 99, 1",
        "5, 512, 4, 1"
    })
    void everyEpochTakesEveryExampleOnce(int examples, int blockRows, int batchBlocks, int steps) {
        BlockPlan plan = new BlockPlan(examples, blockRows, batchBlocks, 42);
        assertThat(plan.stepsPerEpoch()).isEqualTo(steps);
        for (int epoch = 0; epoch < 3; epoch++) {
            BitSet taken = new BitSet();
            long rows = 0;
            for (int step = epoch * steps + 1; step <= (epoch + 1) * steps; step++) {
                Batch batch = plan.batch(step);
                assertThat(plan.epoch(step)).isEqualTo(epoch + 1);
                assertThat(plan.endsEpoch(step)).isEqualTo(step == (epoch + 1) * steps);
                assertThat(batch.step()).isEqualTo(step);
                assertThat(taken.intersects(batch.blocks())).isFalse();
                assertThat(batch.blocks().cardinality()).isBetween(1, batchBlocks);
                taken.or(batch.blocks());
                rows += batch.exampleCount();
            }
            assertThat(taken.cardinality()).isEqualTo(plan.blockCount());
            assertThat(rows).isEqualTo(examples);
        }
    }

    @Test
    void onlyTheLastBatchOfAnEpochIsShort() {
        BlockPlan plan = new BlockPlan(1_000, 10, 8, 1); // 100 blocks in 8 runs of 12 or 13
        for (int step = 1; step <= 12; step++) {
            assertThat(plan.batch(step).blocks().cardinality()).isEqualTo(8);
        }
        assertThat(plan.batch(13).blocks().cardinality()).isEqualTo(4);
    }

    @Test
    void aBatchDependsOnNothingButSeedAndStep() {
        BlockPlan plan = new BlockPlan(10_000, 16, 4, 7);
        Batch last = plan.batch(900);
        assertThat(new BlockPlan(10_000, 16, 4, 7).batch(900)).isEqualTo(last);
        assertThat(plan.batch(900)).isEqualTo(last);
        assertThat(new BlockPlan(10_000, 16, 4, 8).batch(900)).isNotEqualTo(last);
    }

    @Test
    void everyEpochDealsTheBlocksAnew() {
        BlockPlan plan = new BlockPlan(10_000, 16, 4, 7);
        int steps = plan.stepsPerEpoch();
        Set<BitSet> batches = new HashSet<>();
        for (int step = 1; step <= 4 * steps; step++) {
            batches.add(plan.batch(step).blocks());
        }
        assertThat(batches)
                .hasSizeGreaterThan(4 * steps - 4); // 625 blocks in runs of 156: a batch comes twice by a rare chance
    }

    /** Work is spread evenly where the partitions are as many as the blocks of a batch, or divide them. */
    @ParameterizedTest
    @CsvSource({"4, 4", "4, 2", "4, 1", "8, 4", "6, 3"})
    void partitionsHaveTheSameShareOfEveryFullBatch(int batchBlocks, int partitions) {
        BlockPlan plan = new BlockPlan(24_000, 10, batchBlocks, 3); // 2,400 blocks
        for (int step = 1; step <= plan.stepsPerEpoch(); step++) {
            Batch batch = plan.batch(step);
            for (int partition = 0; partition < partitions; partition++) {
                assertThat(mine(plan, batch, partition, partitions)).isEqualTo(batchBlocks / partitions);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"4, 3", "4, 5", "4, 7", "16, 5"})
    void otherwiseSharesDifferByTwoBlocksAtMost(int batchBlocks, int partitions) {
        BlockPlan plan = new BlockPlan(24_000, 10, batchBlocks, 3);
        for (int step = 1; step <= plan.stepsPerEpoch(); step++) {
            List<Integer> shares = new ArrayList<>();
            for (int partition = 0; partition < partitions; partition++) {
                shares.add(mine(plan, plan.batch(step), partition, partitions));
            }
            // a partition of b/p runs holds floor(b/p) - 1 whole ones at least, and touches ceil(b/p) + 1 at most
            assertThat(shares)
                    .allMatch(share ->
                            share >= batchBlocks / partitions - 1 && share <= (batchBlocks - 1) / partitions + 2);
        }
    }

    private static int mine(BlockPlan plan, Batch batch, int partition, int partitions) {
        BitSet mine = plan.share(partition, partitions).indexes();
        mine.and(batch.blocks());
        return mine.cardinality();
    }

    @Test
    void aFullBatchIsEveryBlockInEveryStepAndTheExamplesKeepTheirOrder() {
        BlockPlan plan = new BlockPlan(1_000, 64);
        assertThat(plan.isShuffled()).isFalse();
        assertThat(plan.stepsPerEpoch()).isEqualTo(1);
        assertThat(plan.batch(7)).isEqualTo(plan.fullBatch(7));
    }

    @Test
    void aPartOfABatchIsSomeOfItsBlocksInTurn() {
        BlockPlan plan = new BlockPlan(1_000, 10, 6, 5);
        Batch batch = plan.batch(2);
        Batch part = plan.part(batch, 40);
        assertThat(part.blocks().cardinality()).isEqualTo(2); // the second step's turn: the last two of four and two
        assertThat(part.exampleCount()).isEqualTo(20);
        assertThat(part.blocks().stream().allMatch(batch::contains)).isTrue();
        assertThat(plan.part(batch, 60)).isEqualTo(batch);
    }
}
