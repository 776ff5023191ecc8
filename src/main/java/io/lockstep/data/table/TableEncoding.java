package io.lockstep.data.table;

import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of a table as bytes on their way into blocks: the partition that needs the row, its hash in the order, then the encoded row. So
 * the bytes have the order of the rows within a partition: by hash, and rows with the same hash by their content.
 */
public final class TableEncoding implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int HEADER = Integer.BYTES + Long.BYTES;

    private final RowEncoder encoder;
    private final RowFormat format;
    private final boolean hasWeights;

    private TableEncoding(RowEncoder encoder, RowFormat format, boolean hasWeights) {
        this.encoder = encoder;
        this.format = format;
        this.hasWeights = hasWeights;
    }

    /**
     * For rows that have been checked.
     *
     * @param rows their statistics
     * @param hasWeights whether they have a column of weights
     * @param classWeights what an example of each class counts; null where each counts 1
     */
    public static TableEncoding of(
            TableSchema schema, TableStatistics rows, boolean hasWeights, double @Nullable [] classWeights) {
        InputContent content = InputContent.of(schema, rows);
        int inputs = schema.inputs().size();
        RowFormat format = RowFormat.of(
                inputs,
                content.kind(),
                content.nonzero(),
                rows.rows(),
                schema.target() instanceof TableSchema.Numbers numbers ? numbers.outputs() : 0,
                hasWeights || classWeights != null);
        return new TableEncoding(new RowEncoder(schema, classWeights), format, hasWeights);
    }

    /** Encodes rows of one task, one at a time. */
    public final class Packer {
        private final InputRow inputs = new InputRow();
        private final ByteSink bytes = new ByteSink();

        /** Encodes a row, for {@link #to}. */
        public void encode(RowCells row) {
            encoder.encode(row, inputs);
            encoder.encodeTarget(row, hasWeights, inputs);
        }

        /** The bytes of the encoded row for a partition. */
        public byte[] to(int partition, long order) {
            bytes.clear();
            bytes.putInt(partition);
            bytes.putLong(order);
            format.write(inputs, bytes);
            return bytes.toArray();
        }
    }

    /** For one task. */
    public Packer packer() {
        return new Packer();
    }

    /** The partition that needs an encoded row. */
    public static int partition(byte[] row) {
        return (int) INTS.get(row, 0);
    }

    /** The hash of an encoded row. */
    public static long order(byte[] row) {
        return (long) LONGS.get(row, Integer.BYTES);
    }

    /** For a block of so many rows. */
    public BlockBuilder builder(int rows) {
        return new BlockBuilder(format, rows);
    }

    /** Adds an encoded row to a block. */
    public void add(byte[] row, BlockBuilder to) {
        format.read(new ByteReader(row, HEADER), to);
    }
}
