package io.lockstep.data.idx;

import io.lockstep.data.CountingReader;
import io.lockstep.data.DataException;

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
            checkLabel(examples.firstRow() + first + row, Byte.toUnsignedInt(classes[row]));
        }
        checkEnd(first + classes.length);
    }

    private void checkLabel(long row, int label) {
        if (label >= examples.classes()) {
            throw new DataException(
                    labels.at(row),
                    "a label from 0 to " + (examples.classes() - 1),
                    label + " for example " + row,
                    "Check that these are the labels of a dataset with " + examples.classes() + " classes.");
        }
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
