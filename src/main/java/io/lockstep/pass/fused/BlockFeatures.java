package io.lockstep.pass.fused;

import io.lockstep.block.Block;
import io.lockstep.data.ByteFeatures;
import io.lockstep.data.Scaling;
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

    private final Scaling scaling;
    private final float[] pixelTable; // of a standardizer; else empty
    private final byte[] firstRow;
    private final byte[] changes;
    private final float[] first;
    private final float[] row;
    private final int[] varying;
    private final int[] constant;
    private int varyingCount;
    private FloatPointer values = new FloatPointer();

    /** Features of blocks with so many columns. */
    BlockFeatures(int columns, Scaling scaling) {
        this.scaling = scaling;
        pixelTable = scaling instanceof Standardizer pixels ? pixels.table() : new float[0];
        firstRow = new byte[columns];
        changes = new byte[columns];
        first = new float[columns];
        row = new float[columns];
        varying = new int[columns];
        constant = new int[columns];
    }

    /** Loads a block in place of the previous one. */
    void load(Block block) {
        int size = block.rows() * block.columns();
        if (values.capacity() < size) {
            values.close();
            values = new FloatPointer(size);
        }
        if (block.features() instanceof ByteFeatures bytes && pixelTable.length > 0) {
            loadPixels(bytes.values());
        } else {
            loadInputs(scaling.inputs(block.features()));
        }
    }

    private void loadPixels(byte[] pixels) {
        findChanges(pixels);
        sortColumns(changes);
        for (int k = 0; k < first.length; k++) {
            first[k] = pixelTable[firstRow[k] & 0xff];
        }
        FloatBuffer buffer = values.asBuffer();
        for (int from = 0; from < pixels.length; from += row.length) {
            for (int i = 0; i < varyingCount; i++) {
                row[i] = pixelTable[pixels[from + varying[i]] & 0xff];
            }
            buffer.put(row, 0, varyingCount);
        }
    }

    private void loadInputs(float[] inputs) {
        System.arraycopy(inputs, 0, first, 0, first.length);
        Arrays.fill(changes, (byte) 0);
        for (int from = 0; from < inputs.length; from += row.length) {
            for (int k = 0; k < row.length; k++) {
                changes[k] |= (byte) (inputs[from + k] == first[k] ? 0 : 1); // NaN, which equals nothing, varies
            }
        }
        sortColumns(changes);
        FloatBuffer buffer = values.asBuffer();
        for (int from = 0; from < inputs.length; from += row.length) {
            for (int i = 0; i < varyingCount; i++) {
                row[i] = inputs[from + varying[i]];
            }
            buffer.put(row, 0, varyingCount);
        }
    }

    private void findChanges(byte[] pixels) {
        System.arraycopy(pixels, 0, firstRow, 0, firstRow.length);
        Arrays.fill(changes, (byte) 0);
        int eights = firstRow.length / Long.BYTES * Long.BYTES;
        for (int from = 0; from < pixels.length; from += firstRow.length) {
            for (int j = 0; j < eights; j += Long.BYTES) {
                long difference = (long) EIGHT.get(pixels, from + j) ^ (long) EIGHT.get(firstRow, j);
                EIGHT.set(changes, j, (long) EIGHT.get(changes, j) | difference);
            }
            for (int j = eights; j < firstRow.length; j++) {
                changes[j] |= (byte) (pixels[from + j] ^ firstRow[j]);
            }
        }
    }

    private void sortColumns(byte[] changes) {
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
        return first[column];
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
