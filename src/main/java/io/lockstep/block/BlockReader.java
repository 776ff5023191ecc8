package io.lockstep.block;

import io.lockstep.data.ExampleReader;
import io.lockstep.data.Examples;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;
import java.util.stream.IntStream;

/** Reads blocks from examples, one at a time in their order; closes the examples after the last. */
public final class BlockReader implements Iterator<Block>, AutoCloseable {
    private static final int NONE = -1;

    private final BlockPlan plan;
    private final int columns;
    private final ExampleReader reader;
    private final PrimitiveIterator.OfInt indexes;
    private int next; // index of a block, or NONE
    private int example; // global id of the one that the reader stands before

    private BlockReader(Examples examples, BlockPlan plan, IntStream indexes) {
        this.plan = plan;
        this.columns = examples.columns();
        this.indexes = indexes.iterator();
        this.reader = examples.open();
        advance();
    }

    /**
     * Opens the examples at the first block of a range.
     *
     * @throws io.lockstep.data.DataException if the examples cannot be read
     */
    public static BlockReader open(Examples examples, BlockPlan plan, BlockRange range) {
        return open(examples, plan, IntStream.range(range.first(), range.first() + range.count()));
    }

    /**
     * Opens the examples at the first of some blocks; those between them are skipped.
     *
     * @param indexes ascending
     * @throws io.lockstep.data.DataException if the examples cannot be read
     */
    public static BlockReader open(Examples examples, BlockPlan plan, List<Integer> indexes) {
        return open(examples, plan, indexes.stream().mapToInt(Integer::intValue));
    }

    private static BlockReader open(Examples examples, BlockPlan plan, IntStream indexes) {
        BlockReader blocks = new BlockReader(examples, plan, indexes);
        boolean ready = false;
        try {
            if (blocks.hasNext()) {
                blocks.skipToNext();
                ready = true;
            }
        } finally {
            if (!ready) {
                blocks.close(); // nothing to read, or nothing that can be read
            }
        }
        return blocks;
    }

    /** Every block of the plan, opened anew by each loop: for one machine, which reads but does not hold the data. */
    public static Iterable<Block> all(Examples examples, BlockPlan plan) {
        return () -> open(examples, plan, plan.all());
    }

    @Override
    public boolean hasNext() {
        return next != NONE;
    }

    @Override
    public Block next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        skipToNext();
        int rows = plan.rows(next);
        byte[] pixels = new byte[Math.multiplyExact(rows, columns)];
        byte[] labels = new byte[rows];
        reader.read(pixels, labels);
        Block block = new Block(next, example, columns, pixels, labels);
        example += rows;
        advance();
        if (!hasNext()) {
            close();
        }
        return block;
    }

    private void advance() {
        next = indexes.hasNext() ? indexes.nextInt() : NONE;
    }

    private void skipToNext() {
        int first = plan.firstExample(next);
        if (first > example) {
            reader.skip(first - example);
            example = first;
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}
