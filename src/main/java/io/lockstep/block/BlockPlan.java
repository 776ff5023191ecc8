package io.lockstep.block;

import io.lockstep.data.SplitMix64;
import java.io.Serializable;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How examples are divided into blocks, and which blocks each step uses. Blocks are taken from one global order, never per
 * partition, so that a partition is a set of whole blocks and the layout of a cluster cannot change the order of the sums.
 * Only the last block is short.
 *
 * <p>With mini-batches the order is a seeded shuffle of the examples, done once, and every epoch assigns the blocks to batches anew. The
 * blocks form {@code batchBlocks} ranges of equal length, and a batch takes one of each range: so a partition, which holds
 * consecutive blocks, has an equal share of every batch, for any number of partitions.
 *
 * @param examples number of examples
 * @param blockRows examples of every block but the last
 * @param batchBlocks blocks of a step, but the last of an epoch, which may have fewer; 0 for all blocks, in the examples'
 *     own order
 * @param seed of the shuffles
 * @param magnitude how large the numbers of the examples can be
 */
public record BlockPlan(long examples, int blockRows, int batchBlocks, long seed, Magnitude magnitude)
        implements Serializable {

    public BlockPlan {
        if (examples < 1 || blockRows < 1 || batchBlocks < 0) {
            throw new IllegalArgumentException(
                    "expected at least 1 example, 1 row a block and 0 blocks a batch, found %d, %d and %d"
                            .formatted(examples, blockRows, batchBlocks));
        }
    }

    /** Of examples that count 1, with ordinary targets and inputs. */
    public BlockPlan(long examples, int blockRows, int batchBlocks, long seed) {
        this(examples, blockRows, batchBlocks, seed, Magnitude.ONE);
    }

    /** Full batches: every step takes all examples. */
    public BlockPlan(long examples, int blockRows) {
        this(examples, blockRows, 0, 0);
    }

    /** The same plan for numbers of another magnitude. */
    public BlockPlan with(Magnitude other) {
        return new BlockPlan(examples, blockRows, batchBlocks, seed, other);
    }

    /** Number of blocks. */
    public int blockCount() {
        return Math.toIntExact((examples - 1) / blockRows + 1);
    }

    /** Position of a block's first example in the global order. */
    public long firstExample(int block) {
        return (long) block * blockRows;
    }

    /** Examples of a block. */
    public int rows(int block) {
        return (int) Math.min(blockRows, examples - firstExample(block));
    }

    /** The different numbers of rows that its blocks have: one, or two where the last block is short. */
    public List<Integer> sizes() {
        return IntStream.of(rows(0), rows(blockCount() - 1)).distinct().boxed().toList();
    }

    /** Whether the global order differs from that of the examples. */
    public boolean isShuffled() {
        return batchBlocks > 0;
    }

    /** The shuffle, if the global order differs from that of the examples. */
    Shuffle shuffle() {
        return new Shuffle(seed, examples);
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

    /** The blocks of {@code partitions} partitions. */
    public List<BlockRange> shares(int partitions) {
        return IntStream.range(0, partitions)
                .mapToObj(partition -> share(partition, partitions))
                .toList();
    }

    /** Blocks of the largest batch: on more partitions than these, some have nothing to do. */
    public int blocksOfABatch() {
        return isShuffled() ? runs() : blockCount();
    }

    /** Steps of an epoch, in which every example is taken once. */
    public int stepsPerEpoch() {
        return isShuffled() ? (blockCount() - 1) / runs() + 1 : 1;
    }

    /** The epoch of a step; both count from 1. */
    public int epoch(int step) {
        return (step - 1) / stepsPerEpoch() + 1;
    }

    /** Whether a step is the last of its epoch. */
    public boolean endsEpoch(int step) {
        return step % stepsPerEpoch() == 0;
    }

    /** The batch of a step; steps count from 1 and continue across epochs. */
    public Batch batch(int step) {
        if (!isShuffled()) {
            return fullBatch(step);
        }
        int epoch = (step - 1) / stepsPerEpoch();
        int turn = (step - 1) % stepsPerEpoch();
        BitSet blocks = new BitSet(blockCount());
        for (int run = 0; run < runs(); run++) {
            BlockRange range = share(run, runs());
            if (turn < range.count()) {
                long deal = SplitMix64.of(seed, epoch, run).next();
                blocks.set(range.first() + (int) new Shuffle(deal, range.count()).place(turn));
            }
        }
        return batch(step, blocks);
    }

    /** The batch of a step of full-batch gradient descent: all examples. */
    public Batch fullBatch(int step) {
        return new Batch(step, all().indexes(), examples, magnitude);
    }

    /**
     * Some whole blocks of a batch with at most so many rows together, at least one block; they rotate from step to step, so
     * that every block is checked in time.
     *
     * @param rows 0 for the whole batch
     */
    public Batch part(Batch batch, int rows) {
        int count = Math.max(1, rows / blockRows);
        int[] whole = batch.blocks().stream().toArray();
        if (rows == 0 || count >= whole.length) {
            return batch;
        }
        int parts = (whole.length - 1) / count + 1;
        int skipped = (batch.step() - 1) % parts * count;
        BitSet blocks = new BitSet(blockCount());
        IntStream.of(whole).skip(skipped).limit(count).forEach(blocks::set);
        return batch(batch.step(), blocks);
    }

    /** Number of ranges of blocks; a batch takes one block of each. */
    private int runs() {
        return Math.min(batchBlocks, blockCount());
    }

    private Batch batch(int step, BitSet blocks) {
        return new Batch(step, blocks, blocks.stream().mapToLong(this::rows).sum(), magnitude);
    }
}
