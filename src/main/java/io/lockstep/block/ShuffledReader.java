package io.lockstep.block;

import io.lockstep.data.ByteFeatures;
import io.lockstep.data.ClassTargets;
import io.lockstep.data.ExampleReader;
import io.lockstep.data.Examples;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.Queue;

/**
 * Reads blocks of shuffled examples. The examples of a block lie anywhere in their source, which is read forward only: so the
 * source is read once for as many blocks as fit into memory together, up to the last of their examples. Those of other
 * blocks are skipped.
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
        byte[][] pixelsOf = new byte[plan.blockCount()][];
        int[][] labelsOf = new int[plan.blockCount()][];
        int left = 0;
        for (int index : wanted) {
            int rows = plan.rows(index);
            left += rows;
            ByteFeatures pixels = new ByteFeatures(columns, new byte[Math.multiplyExact(rows, columns)]);
            ClassTargets labels = new ClassTargets(new int[rows]);
            blocks[index] = new Block(index, plan.firstExample(index), pixels, labels);
            pixelsOf[index] = pixels.values();
            labelsOf[index] = labels.labels();
            ready.add(blocks[index]);
        }
        Shuffle shuffle = plan.shuffle();
        byte[] pixels = new byte[columns];
        byte[] label = new byte[1];
        try (ExampleReader reader = examples.open()) {
            long stepped = 0; // over examples of other blocks
            for (long example = 0; left > 0; example++) {
                long place = shuffle.place(example);
                int index = (int) (place / plan.blockRows());
                if (blocks[index] == null) {
                    stepped++;
                    continue;
                }
                reader.skip(stepped);
                reader.read(pixels, label);
                int within = (int) (place % plan.blockRows());
                System.arraycopy(pixels, 0, pixelsOf[index], within * columns, columns);
                labelsOf[index][within] = label[0] & 0xff;
                stepped = 0;
                left--;
            }
        }
        filled += wanted.length;
    }

    @Override
    public void close() {
        ready.clear(); // the source is open only while blocks are filled
    }
}
