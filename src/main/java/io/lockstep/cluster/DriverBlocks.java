package io.lockstep.cluster;

import io.lockstep.block.Batch;
import io.lockstep.block.Block;
import io.lockstep.block.BlockRange;
import io.lockstep.block.BlockSource;
import io.lockstep.cluster.dealing.Dealing;
import io.lockstep.cluster.wire.JavaSerialized;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;

/**
 * The blocks of a cluster for work on the driver, such as checks: fetched from the partitions that have them, some at a time, so that the
 * driver never holds many.
 *
 * @param blocks of the cluster, which may be dealt anew meanwhile
 */
record DriverBlocks(ClusterBlocks blocks) implements BlockSource {
    private static final long BYTES_AT_ONCE = 1 << 24;

    @Override
    public Iterator<Block> iterator() {
        return open(blocks.plan().fullBatch(1));
    }

    @Override
    public Iterator<Block> open(Batch batch) {
        return new Fetching(batch.blocks());
    }

    /** One reading of some blocks. */
    private final class Fetching implements Iterator<Block> {
        private final BitSet wanted;
        private final Queue<Block> ready = new ArrayDeque<>();
        private int next;
        private int atOnce = 1; // until the size of a block is known

        Fetching(BitSet wanted) {
            this.wanted = wanted;
            next = wanted.nextSetBit(0);
        }

        @Override
        public boolean hasNext() {
            return !ready.isEmpty() || next >= 0;
        }

        @Override
        public Block next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            if (ready.isEmpty()) {
                fetch();
            }
            return ready.remove();
        }

        /** The next blocks of the same partition. */
        private void fetch() {
            Dealing dealing = blocks.dealing();
            int partition = dealing.partitionOf(next);
            BlockRange range = dealing.layout().get(partition);
            BitSet some = new BitSet();
            for (int count = 0; count < atOnce && next >= 0 && next < range.end(); count++) {
                some.set(next);
                next = wanted.nextSetBit(next + 1);
            }
            List<Block> fetched = blocks.run(() -> dealing
                    .blocks()
                    .filter(block -> some.get(block.value().index()))
                    .collectPartitions(new int[] {partition})[0]
                    .stream()
                    .map(JavaSerialized::value)
                    .sorted(Comparator.comparingInt(Block::index))
                    .toList());
            if (fetched.size() != some.cardinality()) {
                throw new IllegalStateException("partition %d: expected the blocks %s, found %d of them"
                        .formatted(partition, some, fetched.size()));
            }
            ready.addAll(fetched);
            Block first = fetched.get(0);
            long bytes = Math.max(1, (long) first.rows() * first.columns() * Float.BYTES);
            atOnce = (int) Math.max(1, BYTES_AT_ONCE / bytes);
        }
    }
}
