package io.lockstep.data.idx;

import io.lockstep.data.CountingReader;

/** A cursor over {@link IdxExamples}: reads the two files in parallel. */
final class IdxReader extends CountingReader {
    private final IdxExamples examples;
    private final IdxFile images;
    private final IdxFile labels;

    /** Takes ownership of both files, which are positioned at their first example. */
    IdxReader(IdxExamples examples, IdxFile images, IdxFile labels) {
        super(examples);
        this.examples = examples;
        this.images = images;
        this.labels = labels;
        images.skip(examples.firstRow());
        labels.skip(examples.firstRow());
    }

    @Override
    protected void skip(long first, long count) {
        images.skip(count);
        labels.skip(count);
        checkEnd(first + count);
    }

    @Override
    protected void read(long first, byte[] pixels, byte[] classes) {
        images.read(pixels);
        labels.read(classes);
        for (int row = 0; row < classes.length; row++) {
            classes[row] = classOf(examples.firstRow() + first + row, Byte.toUnsignedInt(classes[row]));
        }
        checkEnd(first + classes.length);
    }

    private byte classOf(long row, int label) {
        int found = examples.classLabels().classOf(label);
        if (found < 0) {
            throw examples.classLabels().unknown(label, labels.at(row), row);
        }
        return (byte) found;
    }

    /** The end of a split is not the end of the file, unless the split is the file's last. */
    private void checkEnd(long read) {
        if (examples.firstRow() + read == images.header().count()) {
            images.expectEnd();
            labels.expectEnd();
        }
    }

    @Override
    public void close() {
        images.close();
        labels.close();
    }
}
