package io.lockstep.block;

import io.lockstep.data.Examples;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;

/** Reads blocks from examples, one at a time in their order; closes the examples after the last. */
public interface BlockReader extends Iterator<Block>, AutoCloseable {

    /**
     * Opens the blocks of a range.
     *
     * @throws io.lockstep.data.DataException if the examples cannot be read
     */
    static BlockReader open(Examples examples, BlockPlan plan, BlockRange range) {
        return open(examples, plan, range.indexes().stream());
    }

    /**
     * Opens some blocks; those between them are skipped.
     *
     * @param indexes ascending
     * @throws io.lockstep.data.DataException if the examples cannot be read
     */
    static BlockReader open(Examples examples, BlockPlan plan, List<Integer> indexes) {
        return open(examples, plan, indexes.stream().mapToInt(Integer::intValue));
    }

    private static BlockReader open(Examples examples, BlockPlan plan, IntStream indexes) {
        return plan.isShuffled()
                ? new ShuffledReader(examples, plan, indexes.toArray())
                : OrderedReader.open(examples, plan, indexes);
    }

    /** The first examples as one block. */
    static Block first(Examples examples, int rows) {
        BlockPlan plan = new BlockPlan(rows, rows);
        try (BlockReader reader = open(examples, plan, plan.all())) {
            return reader.next();
        }
    }

    /** Every block of the plan, reopened by each loop; or only those of a batch. */
    static BlockSource all(Examples examples, BlockPlan plan) {
        return new ExampleBlocks(examples, plan);
    }

    /** Closes open files; never fails. */
    @Override
    void close();
}
