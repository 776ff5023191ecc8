package io.lockstep.cluster.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.block.Batch;
import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockRange;
import io.lockstep.data.ByteFeatures;
import io.lockstep.data.ClassTargets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway") // it does not see in class files that an array may be null
class PartitionBlocksTest {
    private static Block block(int index) {
        return new Block(index, index, new ByteFeatures(1, new byte[1]), new ClassTargets(new int[1]), null);
    }

    private static List<Integer> indexes(PartitionBlocks blocks, Batch batch) {
        return blocks.of(batch).stream().map(Block::index).toList();
    }

    @Test
    void thoseOfABatchThatAreHereInOrder() {
        PartitionBlocks blocks = new PartitionBlocks(
                IntStream.of(9, 4, 6, 5).mapToObj(PartitionBlocksTest::block).iterator());
        assertThat(indexes(blocks, new Batch(1, new BlockRange(5, 5), 5))).containsExactly(5, 6, 9);
        assertThat(indexes(blocks, new Batch(2, new BlockRange(0, 4), 4))).isEmpty();
        assertThat(indexes(blocks, new Batch(3, new BlockRange(0, 20), 20))).containsExactly(4, 5, 6, 9);
        assertThat(indexes(new PartitionBlocks(List.<Block>of().iterator()), new Batch(1, new BlockRange(0, 4), 4)))
                .isEmpty();
    }

    @Test
    void thePartitionsOfAPlanHaveEachBlockOfABatchOnce() {
        BlockPlan plan = new BlockPlan(40, 1, 7, 3);
        List<PartitionBlocks> partitions = IntStream.range(0, 6)
                .mapToObj(partition -> plan.share(partition, 6))
                .map(range -> new PartitionBlocks(IntStream.range(range.first(), range.first() + range.count())
                        .mapToObj(PartitionBlocksTest::block)
                        .iterator()))
                .toList();
        for (int step = 1; step <= 12; step++) {
            Batch batch = plan.batch(step);
            List<Integer> all = new ArrayList<>();
            partitions.forEach(partition -> all.addAll(indexes(partition, batch)));
            assertThat(all)
                    .containsExactlyElementsOf(batch.blocks().stream().boxed().toList());
        }
    }
}
