package io.lockstep.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlockPlanTest {
    @Test
    void theSizesAreThoseOfTheBlocks() {
        assertThat(new BlockPlan(1_000, 512).sizes()).containsExactly(512, 488);
        assertThat(new BlockPlan(1_024, 512).sizes()).containsExactly(512);
        assertThat(new BlockPlan(7, 512).sizes()).containsExactly(7);
    }

    @ParameterizedTest(name = "{0} examples, {1} a block: {2} blocks, the last of {3}")
    @CsvSource({
        "50000, 512, 98, 336",
        "1024, 512, 2, 512",
        "1025, 512, 3, 1",
        "1, 512, 1, 1",
        "511, 512, 1, 511",
        "7, 1, 7, 1",
        "2147483647, 512, 4194304, 511",
        "2147483647, 1073741824, 2, 1073741823",
        "2147483647, 2147483647, 1, 2147483647",
        "2147483646, 2147483647, 1, 2147483646"
    })
    void onlyTheLastBlockIsShort(int examples, int blockRows, int blocks, int lastRows) {
        BlockPlan plan = new BlockPlan(examples, blockRows);
        assertThat(plan.blockCount()).isEqualTo(blocks);
        assertThat(plan.rows(blocks - 1)).isEqualTo(lastRows);
        assertThat(plan.rows(0)).isEqualTo(blocks == 1 ? lastRows : blockRows);
        assertThat(plan.firstExample(blocks - 1)).isEqualTo(examples - lastRows);
        assertThat(plan.fullBatch(1)).isEqualTo(new Batch(1, new BlockRange(0, blocks), examples));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 16, 64})
    void sharesHoldEveryBlockExactlyOnce(int partitions) {
        for (int examples : new int[] {1, 511, 512, 513, 3584, 33_000, 50_000, Integer.MAX_VALUE}) {
            BlockPlan plan = new BlockPlan(examples, 512);
            int next = 0;
            for (int partition = 0; partition < partitions; partition++) {
                BlockRange share = plan.share(partition, partitions);
                assertThat(share.first()).isEqualTo(next);
                assertThat(share.count())
                        .isBetween(plan.blockCount() / partitions, (plan.blockCount() - 1) / partitions + 1);
                next += share.count();
            }
            assertThat(next).isEqualTo(plan.blockCount());
        }
    }

    @Test
    void someSharesAreEmptyWhereThereAreMorePartitionsThanBlocks() {
        BlockPlan plan = new BlockPlan(1000, 512);
        assertThat(plan.share(0, 3)).isEqualTo(new BlockRange(0, 0));
        assertThat(plan.share(1, 3)).isEqualTo(new BlockRange(0, 1));
        assertThat(plan.share(2, 3)).isEqualTo(new BlockRange(1, 1));
    }

    @Test
    void aBatchHoldsItsBlocksAndNoOthers() {
        Batch batch = new Batch(1, new BlockRange(3, 2), 1024);
        assertThat(batch.contains(2)).isFalse();
        assertThat(batch.contains(3)).isTrue();
        assertThat(batch.contains(4)).isTrue();
        assertThat(batch.contains(5)).isFalse();
        assertThat(batch.firstBlock()).isEqualTo(3);
    }

    @Test
    void nothingToCutIsRefused() {
        assertThatThrownBy(() -> new BlockPlan(0, 512)).hasMessageContaining("found 0, 512 and 0");
        assertThatThrownBy(() -> new BlockPlan(10, 0)).hasMessageContaining("found 10, 0 and 0");
        assertThatThrownBy(() -> new BlockRange(-1, 1)).hasMessageContaining("found -1, 1");
    }

    @Test
    void aBlockWhosePixelsDoNotFitItsLabelsIsRefused() {
        assertThatThrownBy(() -> ImageBlock.of(12, 0, 784, new byte[783], new byte[1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("features: expected rows of 784 columns, found 783 values");
    }

    @Test
    void aPartOfABatchIsWholeBlocksAndMovesOnWithTheSteps() {
        BlockPlan plan = new BlockPlan(300, 64); // 5 blocks, the last of 44
        assertThat(plan.part(plan.fullBatch(1), 0)).isEqualTo(plan.fullBatch(1));
        assertThat(plan.part(plan.fullBatch(1), 320)).isEqualTo(plan.fullBatch(1));
        assertThat(plan.part(plan.fullBatch(1), 1)).isEqualTo(new Batch(1, new BlockRange(0, 1), 64));
        assertThat(plan.part(plan.fullBatch(1), 191)).isEqualTo(new Batch(1, new BlockRange(0, 2), 128));
        assertThat(plan.part(plan.fullBatch(2), 191)).isEqualTo(new Batch(2, new BlockRange(2, 2), 128));
        assertThat(plan.part(plan.fullBatch(3), 191)).isEqualTo(new Batch(3, new BlockRange(4, 1), 44));
        assertThat(plan.part(plan.fullBatch(4), 191)).isEqualTo(new Batch(4, new BlockRange(0, 2), 128));
    }
}
