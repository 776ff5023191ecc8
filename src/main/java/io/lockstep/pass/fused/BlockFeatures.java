package io.lockstep.pass.fused;

import io.lockstep.block.Block;
import io.lockstep.data.Standardizer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;

/**
 * A block's standardised features in native memory, without the columns that are constant in the block: the margin of
 * a digit is blank. Such a column adds the same to every row, so the products omit it.
 */
final class BlockFeatures implements AutoCloseable {
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final float[] pixelTable;
    private final byte[] firstRow;
    private final byte[] changes;
    private final float[] row;
    private final int[] varying;
    private final int[] constant;
    private int varyingCount;
    private FloatPointer values = new FloatPointer();

    /** Features of blocks with so many columns. */
    BlockFeatures(int columns, Standardizer standardizer) {
        pixelTable = standardizer.table();
        firstRow = new byte[columns];
        changes = new byte[columns];
        row = new float[columns];
        varying = new int[columns];
        constant = new int[columns];
    }

    /** Loads a block in place of the previous one. */
    void load(Block block) {
        sortColumns(block);
        byte[] pixels = block.pixels();
        if (values.capacity() < pixels.length) {
            values.close();
            values = new FloatPointer(pixels.length);
        }
        FloatBuffer buffer = values.asBuffer();
        for (int first = 0; first < pixels.length; first += row.length) {
            for (int i = 0; i < varyingCount; i++) {
                row[i] = pixelTable[pixels[first + varying[i]] & 0xff];
            }
            buffer.put(row, 0, varyingCount);
        }
    }

    private void sortColumns(Block block) {
        byte[] pixels = block.pixels();
        System.arraycopy(pixels, 0, firstRow, 0, firstRow.length);
        Arrays.fill(changes, (byte) 0);
        int eights = firstRow.length / Long.BYTES * Long.BYTES;
        for (int first = 0; first < pixels.length; first += firstRow.length) {
            for (int j = 0; j < eights; j += Long.BYTES) {
                long difference = (long) EIGHT.get(pixels, first + j) ^ (long) EIGHT.get(firstRow, j);
                EIGHT.set(changes, j, (long) EIGHT.get(changes, j) | difference);
            }
            for (int j = eights; j < firstRow.length; j++) {
                changes[j] |= (byte) (pixels[first + j] ^ firstRow[j]);
            }
        }
        varyingCount = 0;
        for (int j = 0; j < changes.length; j++) {
            if (changes[j] != 0) {
                varying[varyingCount++] = j;
            } else {
                constant[j - varyingCount] = j;
            }
        }
    }

    /** Number of columns that vary. */
    int varying() {
        return varyingCount;
    }

    /** Which one is the i-th of them. */
    int varying(int i) {
        return varying[i];
    }

    /** Number of constant columns. */
    int constant() {
        return row.length - varyingCount;
    }

    /** Which one is the i-th of them. */
    int constant(int i) {
        return constant[i];
    }

    /** The constant feature of that column. */
    float valueOf(int column) {
        return pixelTable[firstRow[column] & 0xff];
    }

    /** (rows, varying), row-major. */
    FloatPointer values() {
        return values;
    }

    @Override
    public void close() {
        values.close();
    }
}
