package io.lockstep.cluster.table;

import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.cluster.wire.ByteArrays;
import io.lockstep.cluster.wire.JavaSerialized;
import io.lockstep.data.table.OrderRanges;
import io.lockstep.data.table.RowCells;
import io.lockstep.data.table.TableEncoding;
import java.io.Serializable;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/**
 * Brings the rows of a table into blocks by one shuffle: each row goes to the partition that owns its position, or to both where it may
 * be in either, and is sorted there.
 *
 * @param where the table, for messages
 * @param scan reads rows
 * @param heldOut whether the blocks are of validation rows
 * @param ranges how many rows there are before each range of hashes
 * @param encoding of the rows
 * @param plan how they are cut
 * @param partitions number of partitions
 */
record OrderedBlocks(
        String where,
        TableScan scan,
        boolean heldOut,
        OrderRanges ranges,
        TableEncoding encoding,
        BlockPlan plan,
        int partitions)
        implements Serializable {

    /** The blocks; partition p has {@code plan.share(p, partitions)}. */
    JavaRDD<JavaSerialized<Block>> of(JavaRDD<InternalRow> rows) {
        return ByteArrays.sorted(rows.mapPartitionsToPair(mine -> new Sending(mine)), new ByPrefix(partitions))
                .mapPartitionsWithIndex(
                        (partition, sorted) -> wrapped(new BlockCutter(
                                sorted, plan, plan.share(partition, partitions), ranges, encoding, where)),
                        true);
    }

    private static Iterator<JavaSerialized<Block>> wrapped(Iterator<Block> blocks) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return blocks.hasNext();
            }

            @Override
            public JavaSerialized<Block> next() {
                return JavaSerialized.of(blocks.next());
            }
        };
    }

    /** The partition that owns a position: the one with {@code plan.share} that has its block. */
    private int owner(long position) {
        long block = position / plan.blockRows();
        return (int) (((block + 1) * partitions - 1) / plan.blockCount());
    }

    /** The rows of one task as bytes, each as often as a partition may need it. */
    private final class Sending implements Iterator<Tuple2<byte[], @Nullable Object>> {
        private final Iterator<RowCells> rows;
        private final TableEncoding.Packer packer = encoding.packer();
        private long order;
        private int partition;
        private int last = -1; // of the partitions that need the row

        Sending(Iterator<InternalRow> rows) {
            this.rows = scan.open(rows);
        }

        @Override
        public boolean hasNext() {
            while (partition > last) {
                if (!rows.hasNext()) {
                    return false;
                }
                RowCells row = rows.next();
                if (scan.isHeldOut(row) == heldOut) {
                    order = scan.order(row);
                    int range = OrderRanges.range(order);
                    partition = owner(ranges.start(range));
                    last = owner(Math.max(ranges.start(range), ranges.end(range) - 1));
                    packer.encode(row);
                }
            }
            return true;
        }

        @Override
        public Tuple2<byte[], @Nullable Object> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return new Tuple2<>(packer.to(partition++, order), null);
        }
    }

    /** By the partition that the bytes begin with. */
    private static final class ByPrefix extends Partitioner {
        private final int count;

        ByPrefix(int count) {
            this.count = count;
        }

        @Override
        public int numPartitions() {
            return count;
        }

        @Override
        public int getPartition(Object key) {
            return TableEncoding.partition((byte[]) key);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof ByPrefix prefix && prefix.count == count;
        }

        @Override
        public int hashCode() {
            return count;
        }
    }
}
