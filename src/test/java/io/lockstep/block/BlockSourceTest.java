package io.lockstep.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.data.CountedExamples;
import io.lockstep.data.Examples;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockSourceTest {
    private static final Examples DIGITS = DigitBlocks.digits(5, 100);
    private static final BlockPlan ORDERED = new BlockPlan(100, 16);
    private static final BlockPlan SHUFFLED = new BlockPlan(100, 16, 2, 9);

    private static Batch batch(int... blocks) {
        BitSet bits = new BitSet();
        long rows = 0;
        for (int block : blocks) {
            bits.set(block);
            rows += ORDERED.rows(block);
        }
        return new Batch(1, bits, rows);
    }

    private static List<Block> read(Batch batch, Iterable<Block> blocks) {
        List<Block> read = new ArrayList<>();
        BlockSource.ofBatch(batch, blocks).forEach(read::add);
        return read;
    }

    @Test
    void theBlocksOfABatchAreReadWithoutTheOthers() {
        for (BlockPlan plan : List.of(ORDERED, SHUFFLED)) {
            List<Block> all = new ArrayList<>();
            BlockReader.all(DIGITS, plan).forEach(all::add);
            for (Batch batch : List.of(batch(0), batch(3), batch(2, 6), batch(0, 1, 2, 3, 4, 5, 6), batch())) {
                var counted = new CountedExamples(DIGITS);
                assertThat(read(batch, BlockReader.all(counted, plan)))
                        .usingRecursiveComparison()
                        .isEqualTo(read(batch, all));
                assertThat(counted.rowsRead()).isEqualTo((int) batch.exampleCount());
            }
        }
    }

    @Test
    void whatComesAfterTheLastExampleIsNotEvenPassed() {
        var counted = new CountedExamples(DIGITS);
        read(batch(0, 1), BlockReader.all(counted, ORDERED));
        assertThat(counted.rowsPassed()).isEqualTo(32);
        var fewer = new CountedExamples(DigitBlocks.digits(5, 1_000));
        read(batch(1), BlockReader.all(fewer, SHUFFLED)); // of the first 100
        assertThat(fewer.rowsPassed()).isLessThanOrEqualTo(100);
    }

    @Test
    void everyBatchIsReadAnew() {
        var counted = new CountedExamples(DIGITS);
        BlockSource blocks = BlockReader.all(counted, SHUFFLED);
        for (int step = 1; step <= SHUFFLED.stepsPerEpoch(); step++) {
            read(SHUFFLED.batch(step), blocks);
        }
        assertThat(counted.rowsRead()).isEqualTo(100);
    }
}
