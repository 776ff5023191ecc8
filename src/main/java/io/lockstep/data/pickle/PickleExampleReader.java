package io.lockstep.data.pickle;

import io.lockstep.data.CountingReader;
import io.lockstep.data.DataException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A cursor over {@link PickleExamples}: reads two streams of the same file in parallel. */
final class PickleExampleReader extends CountingReader {
    /** The lesson's file holds pixels divided by this. */
    private static final int GREYS = 256;

    private final PickleExamples examples;
    private final PickleStream pixelStream;
    private final PickleStream labelStream;
    private final int pixelBytes;
    private final int labelBytes;
    private final ByteBuffer image;

    /** Takes ownership of both streams, which are positioned at their first item. */
    PickleExampleReader(PickleExamples examples, PickleStream pixelStream, PickleStream labelStream) {
        super(examples);
        this.examples = examples;
        this.pixelStream = pixelStream;
        this.labelStream = labelStream;
        pixelBytes = PickleExamples.itemBytes(examples.pixelType());
        labelBytes = examples.labelType().bytes();
        image = ByteBuffer.allocate(examples.columns() * pixelBytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    protected void skip(long first, long count) {
        pixelStream.skip(count * examples.columns() * pixelBytes);
        labelStream.skip(count * labelBytes);
    }

    @Override
    protected void read(long first, byte[] pixels, byte[] labels) {
        int columns = examples.columns();
        for (int row = 0; row < labels.length; row++) {
            pixelStream.read(image.array());
            for (int column = 0; column < columns; column++) {
                pixels[row * columns + column] = grey(first + row, column);
            }
        }
        readLabels(first, labels);
    }

    private byte grey(long example, int column) {
        double value = pixelBytes == Float.BYTES
                ? image.getFloat(column * Float.BYTES)
                : image.getDouble(column * Double.BYTES);
        double scaled = value * GREYS; // exact: a power of two
        int grey = (int) scaled;
        if (grey != scaled || grey < 0 || grey >= GREYS) { // NaN is unequal to every number
            throw new DataException(
                    examples.path() + ", " + examples.name() + ", example " + example + ", column " + column,
                    "a pixel value k / 256 with a whole number k from 0 to 255",
                    Double.toString(value),
                    "Save the pixels as float32(byte / 256), as in the original mnist.pkl.gz, or use the IDX files.");
        }
        return (byte) grey;
    }

    private void readLabels(long first, byte[] classes) {
        var bytes = new byte[classes.length * labelBytes];
        labelStream.read(bytes);
        long[] labels = examples.labelType().values(bytes);
        for (int row = 0; row < labels.length; row++) {
            int found = examples.classLabels().classOf(labels[row]);
            if (found < 0) {
                String where = examples.path() + ", y of " + examples.name();
                throw examples.classLabels().unknown(labels[row], where, first + row);
            }
            classes[row] = (byte) found;
        }
    }

    @Override
    public void close() {
        pixelStream.close();
        labelStream.close();
    }
}
