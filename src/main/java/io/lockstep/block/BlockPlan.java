package io.lockstep.block;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How examples are cut into blocks. Blocks are cut from the global order, never per partition, so that a partition is
 * a set of whole blocks and the layout of a cluster cannot change what is added up where. Only the last block is short.
 *
 * @param examples number of examples
 * @param blockRows examples of every block but the last
 */
public record BlockPlan(int examples, int blockRows) implements Serializable {

    public BlockPlan {
        if (examples < 1 || blockRows < 1) {
            throw new IllegalArgumentException(
                    "expected at least 1 example and 1 row a block, found " + examples + " and " + blockRows);
        }
    }

    /** Number of blocks. */
    public int blockCount() {
        return (examples - 1) / blockRows + 1;
    }

    /** Global id of a block's first example. */
    public int firstExample(int block) {
        return block * blockRows;
    }

    /** Examples of a block. */
    public int rows(int block) {
        return Math.min(blockRows, examples - firstExample(block));
    }

    /** The different numbers of rows that its blocks have: one, or two where the last block is short. */
    public List<Integer> sizes() {
        return IntStream.of(rows(0), rows(blockCount() - 1)).distinct().boxed().toList();
    }

    /** Every block. */
    public BlockRange all() {
        return new BlockRange(0, blockCount());
    }

    /** The blocks of one of {@code partitions} partitions: consecutive, balanced to one block, empty where there are too few. */
    public BlockRange share(int partition, int partitions) {
        int first = Math.toIntExact((long) blockCount() * partition / partitions);
        int end = Math.toIntExact((long) blockCount() * (partition + 1) / partitions);
        return new BlockRange(first, end - first);
    }

    /**
     * Some whole blocks of a batch with at most so many rows together, one block at least: consecutive, and the next ones in
     * the next step, so that in time each has its turn.
     *
     * @param rows 0 for the whole batch
     */
    public Batch part(Batch batch, int rows) {
        int count = Math.max(1, rows / blockRows);
        BlockRange whole = batch.blocks();
        if (rows == 0 || count >= whole.count()) {
            return batch;
        }
        int parts = (whole.count() - 1) / count + 1;
        int skipped = (batch.step() - 1) % parts * count;
        BlockRange part = new BlockRange(whole.first() + skipped, Math.min(count, whole.count() - skipped));
        int end = part.first() + part.count();
        long examples = firstExample(end - 1) + (long) rows(end - 1) - firstExample(part.first());
        return new Batch(batch.step(), part, examples);
    }

    /** The batch of a step of full-batch gradient descent: all examples. */
    public Batch fullBatch(int step) {
        return new Batch(step, all(), examples);
    }
}
