package io.lockstep.block;

import io.lockstep.data.ByteFeatures;
import io.lockstep.data.ClassTargets;
import io.lockstep.data.ExampleReader;
import io.lockstep.data.Examples;
import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;
import java.util.stream.IntStream;

/** Reads the blocks of examples in their own order, from the source as it streams. */
final class OrderedReader implements BlockReader {
    private static final int NONE = -1;

    private final BlockPlan plan;
    private final int columns;
    private final ExampleReader reader;
    private final PrimitiveIterator.OfInt indexes;
    private int next; // index of a block, or NONE
    private long example; // global id of the one that the reader stands before

    private OrderedReader(Examples examples, BlockPlan plan, IntStream indexes) {
        this.plan = plan;
        this.columns = examples.columns();
        this.indexes = indexes.iterator();
        this.reader = examples.open();
        advance();
    }

    /** Opens the examples at the first of some blocks, which ascend. */
    static OrderedReader open(Examples examples, BlockPlan plan, IntStream indexes) {
        OrderedReader blocks = new OrderedReader(examples, plan, indexes);
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
        Block block = new Block(next, example, new ByteFeatures(columns, pixels), ClassTargets.of(labels));
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
        long first = plan.firstExample(next);
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
