package io.lockstep.block;

import io.lockstep.data.ExampleReader;
import io.lockstep.data.Examples;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Reads a range of blocks from examples, one at a time; closes the examples after the last. */
public final class BlockReader implements Iterator<Block>, AutoCloseable {
    private final BlockPlan plan;
    private final int columns;
    private final ExampleReader reader;
    private final int end;
    private int next;

    private BlockReader(Examples examples, BlockPlan plan, BlockRange range) {
        this.plan = plan;
        this.columns = examples.columns();
        this.next = range.first();
        this.end = range.first() + range.count();
        this.reader = examples.open();
    }

    /**
     * Opens the examples at the first block of a range.
     *
     * @throws io.lockstep.data.DataException if the examples cannot be read
     */
    public static BlockReader open(Examples examples, BlockPlan plan, BlockRange range) {
        BlockReader blocks = new BlockReader(examples, plan, range);
        boolean ready = false;
        try {
            if (blocks.hasNext()) {
                blocks.reader.skip(plan.firstExample(range.first()));
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
        return next < end;
    }

    @Override
    public Block next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        int rows = plan.rows(next);
        byte[] pixels = new byte[Math.multiplyExact(rows, columns)];
        byte[] labels = new byte[rows];
        reader.read(pixels, labels);
        Block block = new Block(next, plan.firstExample(next), columns, pixels, labels);
        next++;
        if (!hasNext()) {
            close();
        }
        return block;
    }

    @Override
    public void close() {
        reader.close();
    }
}
