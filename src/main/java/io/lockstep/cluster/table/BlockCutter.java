package io.lockstep.cluster.table;

import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockRange;
import io.lockstep.data.DataException;
import io.lockstep.data.table.BlockBuilder;
import io.lockstep.data.table.OrderRanges;
import io.lockstep.data.table.TableEncoding;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Cuts the sorted rows of one partition into its blocks. The rows of the first and the last range of hashes may belong to the neighbours,
 * too: every row has its position in the global order, and those of others are passed over.
 */
final class BlockCutter implements Iterator<Block> {
    private final Iterator<byte[]> rows;
    private final BlockPlan plan;
    private final OrderRanges ranges;
    private final TableEncoding encoding;
    private final String where;
    private final int end;
    private int next;
    private long position = -1; // of the next row; -1 before the first
    private int range = -1;

    BlockCutter(
            Iterator<byte[]> rows,
            BlockPlan plan,
            BlockRange mine,
            OrderRanges ranges,
            TableEncoding encoding,
            String where) {
        this.rows = rows;
        this.plan = plan;
        this.ranges = ranges;
        this.encoding = encoding;
        this.where = where;
        next = mine.first();
        end = mine.first() + mine.count();
    }

    @Override
    public boolean hasNext() {
        return next < end;
    }

    /**
     * The next block.
     *
     * @throws DataException if the table is not what it was when its rows were counted
     */
    @Override
    public Block next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        int index = next++;
        long first = plan.firstExample(index);
        int count = plan.rows(index);
        BlockBuilder builder = encoding.builder(count);
        while (builder.rows() < count) {
            byte[] row = nextRow();
            if (position > first) {
                if (position != first + builder.rows() + 1) {
                    throw changed();
                }
                encoding.add(row, builder);
            }
        }
        if (next == end) {
            requireWholeRange();
        }
        return new Block(index, first, builder.features(), builder.targets(), builder.weights());
    }

    /** A row, after which {@link #position} is that of the following one. */
    private byte[] nextRow() {
        if (!rows.hasNext()) {
            throw changed();
        }
        byte[] row = rows.next();
        int of = OrderRanges.range(TableEncoding.order(row));
        if (of != range) {
            if (position >= 0 && position != ranges.start(of)) {
                throw changed();
            }
            position = ranges.start(of);
            range = of;
        }
        position++;
        return row;
    }

    /** The last rows are the right ones only if their range has as many as were counted. */
    private void requireWholeRange() {
        while (rows.hasNext()) {
            nextRow();
        }
        if (range >= 0 && position != ranges.end(range)) {
            throw changed();
        }
    }

    private DataException changed() {
        return new DataException(
                where,
                "the same rows in each reading",
                "others than at first",
                "Do not change the table during training; write rows that are drawn or limited anew in each reading to files first.");
    }
}
