package io.lockstep.data.pickle;

import io.lockstep.data.DataException;
import io.lockstep.data.ExampleReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A cursor over {@link PickleExamples}: two streams through the same file, kept in step. */
final class PickleExampleReader implements ExampleReader {
    /** The lesson's file holds grey values divided by this. */
    private static final int GREYS = 256;

    private final PickleExamples examples;
    private final PickleStream pixelStream;
    private final PickleStream labelStream;
    private final int pixelBytes;
    private final int labelBytes;
    private final ByteBuffer image;
    /** Row of the split that comes next. */
    private int next;

    /** Takes over both streams, which stand at their first item. */
    PickleExampleReader(PickleExamples examples, PickleStream pixelStream, PickleStream labelStream) {
        this.examples = examples;
        this.pixelStream = pixelStream;
        this.labelStream = labelStream;
        pixelBytes = PickleExamples.itemBytes(examples.pixelType());
        labelBytes = PickleExamples.itemBytes(examples.labelType());
        image = ByteBuffer.allocate(examples.columns() * pixelBytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void skip(int count) {
        checkLeft(count);
        pixelStream.skip((long) count * examples.columns() * pixelBytes);
        labelStream.skip((long) count * labelBytes);
        next += count;
    }

    @Override
    public void read(byte[] pixels, byte[] labels) {
        int count = labels.length;
        int columns = examples.columns();
        if (pixels.length != (long) count * columns) {
            throw new IllegalArgumentException(examples.name() + ": expected room for " + count + " x " + columns
                    + " pixels, found " + pixels.length);
        }
        checkLeft(count);
        for (int row = 0; row < count; row++) {
            pixelStream.read(image.array());
            for (int column = 0; column < columns; column++) {
                pixels[row * columns + column] = grey(next + row, column);
            }
        }
        readLabels(labels);
        next += count;
    }

    private byte grey(int example, int column) {
        double value = pixelBytes == Float.BYTES
                ? image.getFloat(column * Float.BYTES)
                : image.getDouble(column * Double.BYTES);
        double scaled = value * GREYS; // exact: a power of two
        int grey = (int) scaled;
        if (grey != scaled || grey < 0 || grey >= GREYS) { // NaN is unequal to every number
            throw new DataException(
                    examples.path() + ", " + examples.name() + ", example " + example + ", column " + column,
                    "a grey value k / 256 with a whole k from 0 to 255",
                    Double.toString(value),
                    "Save the pixels as float32(byte / 256), as in the original mnist.pkl.gz, or use the IDX files.");
        }
        return (byte) grey;
    }

    private void readLabels(byte[] labels) {
        var bytes = ByteBuffer.allocate(labels.length * labelBytes).order(ByteOrder.LITTLE_ENDIAN);
        labelStream.read(bytes.array());
        for (int row = 0; row < labels.length; row++) {
            long label = labelBytes == Long.BYTES ? bytes.getLong() : bytes.getInt();
            if (label < 0 || label >= examples.classes()) {
                throw new DataException(
                        examples.path() + ", " + examples.name() + ", example " + (next + row),
                        "a label from 0 to " + (examples.classes() - 1),
                        Long.toString(label),
                        "Check that the pickle holds a dataset with " + examples.classes() + " classes.");
            }
            labels[row] = (byte) label;
        }
    }

    private void checkLeft(int count) {
        int left = examples.rows() - next;
        if (count > left) {
            throw new DataException(
                    examples.path() + ", " + examples.name() + ", example " + next,
                    count + " more examples",
                    Integer.toString(left),
                    "Ask for no more than its " + examples.rows() + " rows.");
        }
    }

    @Override
    public void close() {
        pixelStream.close();
        labelStream.close();
    }
}
