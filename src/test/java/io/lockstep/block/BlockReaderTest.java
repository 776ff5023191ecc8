package io.lockstep.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.data.Examples;
import io.lockstep.data.ExamplesBehind;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlockReaderTest {

    @ParameterizedTest(name = "{0} examples, {1} a block, {2} partitions")
    @CsvSource({"1, 4, 1", "1, 4, 3", "7, 1, 2", "50, 8, 1", "50, 8, 2", "50, 8, 7", "50, 8, 64", "49, 8, 3"})
    void everyLayoutReadsTheSameBlocks(int rows, int blockRows, int partitions) {
        Examples examples = DigitBlocks.digits(5, rows);
        BlockPlan plan = new BlockPlan(rows, blockRows);
        List<Block> whole = new ArrayList<>();
        BlockReader.all(examples, plan).forEach(whole::add);
        assertThat(whole).hasSize(plan.blockCount());
        List<Block> parts = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            BlockReader.open(examples, plan, plan.share(partition, partitions)).forEachRemaining(parts::add);
        }
        for (int i = 0; i < whole.size(); i++) {
            Block block = whole.get(i);
            assertThat(block.index()).isEqualTo(i);
            assertThat(block.firstExample()).isEqualTo((long) i * blockRows);
            assertThat(block.rows()).isEqualTo(plan.rows(i));
        }
        assertThat(parts).usingRecursiveComparison().isEqualTo(whole);
    }

    @Test
    void theBlocksAreTheExamplesInTheirOrder() {
        byte[] pixels = new byte[20 * 784];
        byte[] labels = new byte[20];
        Examples examples = DigitBlocks.digits(6, 20);
        try (var reader = examples.open()) {
            reader.read(pixels, labels);
        }
        for (Block block : BlockReader.all(examples, new BlockPlan(20, 6))) {
            int first = (int) block.firstExample();
            assertThat(ImageBlock.labels(block))
                    .isEqualTo(java.util.Arrays.copyOfRange(labels, first, first + block.rows()));
            assertThat(ImageBlock.pixels(block))
                    .isEqualTo(java.util.Arrays.copyOfRange(pixels, first * 784, (first + block.rows()) * 784));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "5", "0 1 2 3 4 5", "1 2 5", "0 2 4", "3", ""})
    void chosenBlocksAreThoseOfAll(String chosen) {
        Examples examples = DigitBlocks.digits(5, 50);
        BlockPlan plan = new BlockPlan(50, 9); // the sixth has 5 rows
        List<Integer> indexes = Stream.of(chosen.split(" "))
                .filter(text -> !text.isEmpty())
                .map(Integer::valueOf)
                .toList();
        List<Block> whole = new ArrayList<>();
        BlockReader.all(examples, plan).forEach(whole::add);
        List<Block> some = new ArrayList<>();
        var watched = new WatchedExamples(examples);
        BlockReader.open(watched, plan, indexes).forEachRemaining(some::add);
        assertThat(some)
                .usingRecursiveComparison()
                .isEqualTo(indexes.stream().map(whole::get).toList());
        assertThat(watched.open).isZero();
    }

    @Test
    void everyLoopReadsAnew() {
        Iterable<Block> blocks = BlockReader.all(DigitBlocks.digits(7, 10), new BlockPlan(10, 4));
        assertThat(blocks).hasSize(3);
        assertThat(blocks).hasSize(3);
    }

    @Test
    void theExamplesAreClosedAfterTheLastBlockAndAtOnceWhereThereIsNone() {
        var examples = new WatchedExamples(DigitBlocks.digits(8, 10));
        BlockPlan plan = new BlockPlan(10, 4);
        BlockReader blocks = BlockReader.open(examples, plan, plan.all());
        blocks.next();
        blocks.next();
        assertThat(examples.open).isEqualTo(1);
        blocks.next();
        assertThat(examples.open).isZero();
        assertThat(blocks.hasNext()).isFalse();
        assertThatThrownBy(blocks::next).isInstanceOf(NoSuchElementException.class);
        assertThat(BlockReader.open(examples, plan, new BlockRange(3, 0)).hasNext())
                .isFalse();
        assertThat(examples.open).isZero();
    }

    @Test
    void examplesThatEndTooSoonAreClosed() {
        var examples = new WatchedExamples(DigitBlocks.digits(9, 10));
        BlockPlan more = new BlockPlan(30, 12);
        assertThatThrownBy(() -> BlockReader.open(examples, more, new BlockRange(2, 1)))
                .hasMessageContaining("found 10 of 10");
        assertThat(examples.open).isZero();
        BlockReader blocks = BlockReader.open(examples, more, more.all());
        assertThatThrownBy(blocks::next).hasMessageContaining("found 10 of 10");
        blocks.close();
        assertThat(examples.open).isZero();
    }

    /** Counts how many readers are open. */
    private static final class WatchedExamples implements ExamplesBehind {
        private static final long serialVersionUID = 1L;
        private final Examples examples;
        private int open;

        WatchedExamples(Examples examples) {
            this.examples = examples;
        }

        @Override
        public Examples examples() {
            return examples;
        }

        @Override
        public io.lockstep.data.ExampleReader open() {
            var reader = examples.open();
            open++;
            return new io.lockstep.data.ExampleReader() {
                private boolean closed;

                @Override
                public void skip(long count) {
                    reader.skip(count);
                }

                @Override
                public void read(byte[] pixels, byte[] labels) {
                    reader.read(pixels, labels);
                }

                @Override
                public void close() {
                    open -= closed ? 0 : 1;
                    closed = true;
                    reader.close();
                }
            };
        }
    }
}
