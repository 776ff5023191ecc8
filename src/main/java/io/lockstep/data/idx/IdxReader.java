package io.lockstep.data.idx;

import io.lockstep.data.DataException;
import io.lockstep.data.ExampleReader;

/** A cursor over {@link IdxExamples}: the two files, kept in step. */
final class IdxReader implements ExampleReader {
    private final IdxExamples examples;
    private final IdxFile images;
    private final IdxFile labels;
    /** Row of the files that comes next. */
    private int next;

    /** Takes over both files, which stand at their first example. */
    IdxReader(IdxExamples examples, IdxFile images, IdxFile labels) {
        this.examples = examples;
        this.images = images;
        this.labels = labels;
        step(examples.firstRow());
    }

    @Override
    public void skip(int count) {
        checkLeft(count);
        step(count);
        checkEnd();
    }

    private void step(int count) {
        images.skip(count);
        labels.skip(count);
        next += count;
    }

    @Override
    public void read(byte[] pixels, byte[] classes) {
        int count = classes.length;
        if (pixels.length != (long) count * examples.columns()) {
            throw new IllegalArgumentException(examples.name() + ": expected room for " + count + " x "
                    + examples.columns() + " pixels, found " + pixels.length);
        }
        checkLeft(count);
        images.read(pixels);
        labels.read(classes);
        for (int row = 0; row < count; row++) {
            checkLabel(next + row, Byte.toUnsignedInt(classes[row]));
        }
        next += count;
        checkEnd();
    }

    private void checkLabel(int example, int label) {
        if (label >= examples.classes()) {
            throw new DataException(
                    labels.at(example),
                    "a label from 0 to " + (examples.classes() - 1),
                    label + " for example " + example,
                    "Check that these are the labels of a dataset with " + examples.classes() + " classes.");
        }
    }

    private void checkLeft(int count) {
        int left = examples.firstRow() + examples.rows() - next;
        if (count > left) {
            throw new DataException(
                    images.at(next),
                    count + " more examples of " + examples.name(),
                    Integer.toString(left),
                    "Ask for no more than its " + examples.rows() + " rows.");
        }
    }

    /** The end of a split is not the end of the file, unless the split is the file's last. */
    private void checkEnd() {
        if (next == images.header().count()) {
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
