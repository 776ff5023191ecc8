package io.lockstep.block;

import io.lockstep.data.ExampleRuns;
import io.lockstep.data.Examples;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.Queue;

/**
 * Reads blocks of shuffled examples. The examples of a block lie anywhere in their source, which is read forward only: so the
 * source is read once from end to end for as many blocks as fit into memory together.
 */
final class ShuffledReader implements BlockReader {
    /** Bytes of the blocks that are filled together, unless one block is larger. */
    private static final int MAX_BYTES = 1 << 26;

    private final Examples examples;
    private final BlockPlan plan;
    private final int[] indexes;
    private final int together;
    private final Queue<Block> ready = new ArrayDeque<>();
    private int filled;

    /** The blocks with these indexes, in this order. */
    ShuffledReader(Examples examples, BlockPlan plan, int[] indexes) {
        this(examples, plan, indexes, MAX_BYTES);
    }

    ShuffledReader(Examples examples, BlockPlan plan, int[] indexes, int maxBytes) {
        this.examples = examples;
        this.plan = plan;
        this.indexes = indexes;
        together = Math.max(1, (int) (maxBytes / ((long) plan.blockRows() * examples.columns())));
    }

    @Override
    public boolean hasNext() {
        return !ready.isEmpty() || filled < indexes.length;
    }

    @Override
    public Block next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        if (ready.isEmpty()) {
            fill(Arrays.copyOfRange(indexes, filled, Math.min(filled + together, indexes.length)));
        }
        return ready.remove();
    }

    private void fill(int[] wanted) {
        int columns = examples.columns();
        Block[] blocks = new Block[plan.blockCount()];
        for (int index : wanted) {
            int rows = plan.rows(index);
            byte[] pixels = new byte[Math.multiplyExact(rows, columns)];
            blocks[index] = new Block(index, plan.firstExample(index), columns, pixels, new byte[rows]);
            ready.add(blocks[index]);
        }
        Shuffle shuffle = plan.shuffle();
        int[] example = {0};
        ExampleRuns.forEach(examples, plan.examples(), (pixels, labels) -> {
            for (int row = 0; row < labels.length; row++) {
                int place = shuffle.place(example[0]++);
                Block block = blocks[place / plan.blockRows()];
                if (block != null) {
                    int within = place % plan.blockRows();
                    System.arraycopy(pixels, row * columns, block.pixels(), within * columns, columns);
                    block.labels()[within] = labels[row];
                }
            }
        });
        filled += wanted.length;
    }

    @Override
    public void close() {
        ready.clear(); // the source is open only while blocks are filled
    }
}
