package io.lockstep.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.data.Examples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShuffledReaderTest {
    private static final Examples DIGITS = DigitBlocks.digits(5, 100);
    /** 100 of the examples; the last block has 4 rows. */
    private static final BlockPlan PLAN = new BlockPlan(100, 16, 2, 9);

    private static List<Block> read(BlockReader reader) {
        List<Block> blocks = new ArrayList<>();
        reader.forEachRemaining(blocks::add);
        return blocks;
    }

    @Test
    void everyExampleStandsAtItsPlace() {
        byte[] pixels = new byte[100 * 784];
        byte[] labels = new byte[100];
        try (var reader = DIGITS.open()) {
            reader.read(pixels, labels);
        }
        List<Block> blocks = read(BlockReader.open(DIGITS, PLAN, PLAN.all()));
        assertThat(blocks).extracting(Block::rows).containsExactly(16, 16, 16, 16, 16, 16, 4);
        boolean moved = false;
        for (int example = 0; example < 100; example++) {
            int place = (int) PLAN.shuffle().place(example);
            Block block = blocks.get(place / 16);
            int row = place % 16;
            assertThat(block.firstExample() + row).isEqualTo(place);
            assertThat(ImageBlock.labels(block)[row]).isEqualTo(labels[example]);
            assertThat(Arrays.copyOfRange(ImageBlock.pixels(block), row * 784, (row + 1) * 784))
                    .isEqualTo(Arrays.copyOfRange(pixels, example * 784, (example + 1) * 784));
            moved |= place != example;
        }
        assertThat(moved).isTrue();
    }

    @Test
    void partitionsAndChosenBlocksAreThoseOfAll() {
        List<Block> whole = read(BlockReader.open(DIGITS, PLAN, PLAN.all()));
        List<Block> parts = new ArrayList<>();
        for (int partition = 0; partition < 3; partition++) {
            parts.addAll(read(BlockReader.open(DIGITS, PLAN, PLAN.share(partition, 3))));
        }
        assertThat(parts).usingRecursiveComparison().isEqualTo(whole);
        assertThat(read(BlockReader.open(DIGITS, PLAN, List.of(1, 4, 6))))
                .usingRecursiveComparison()
                .isEqualTo(List.of(whole.get(1), whole.get(4), whole.get(6)));
        assertThat(read(BlockReader.open(DIGITS, PLAN, List.of()))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16 * 784, 3 * 16 * 784, 1 << 20})
    void whatIsFilledTogetherChangesNothing(int bytes) {
        int[] all = {0, 1, 2, 3, 4, 5, 6};
        assertThat(read(new ShuffledReader(DIGITS, PLAN, all, bytes)))
                .usingRecursiveComparison()
                .isEqualTo(read(BlockReader.open(DIGITS, PLAN, PLAN.all())));
    }

    @Test
    void thereIsNothingAfterTheLast() {
        BlockReader reader = BlockReader.open(DIGITS, PLAN, List.of(0));
        reader.next();
        assertThat(reader.hasNext()).isFalse();
        assertThatThrownBy(reader::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void otherSeedsShuffleOtherwise() {
        BlockPlan other = new BlockPlan(100, 16, 2, 10);
        assertThat(ImageBlock.labels(
                        read(BlockReader.open(DIGITS, other, other.all())).get(0)))
                .isNotEqualTo(ImageBlock.labels(
                        read(BlockReader.open(DIGITS, PLAN, PLAN.all())).get(0)));
    }
}
