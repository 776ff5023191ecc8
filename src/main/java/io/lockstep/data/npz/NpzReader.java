package io.lockstep.data.npz;

import io.lockstep.data.CountingReader;

/** A cursor over {@link NpzExamples}: reads the two arrays in parallel. */
final class NpzReader extends CountingReader {
    private final NpzExamples examples;
    private final MemberStream images;
    private final MemberStream labels;

    /** Takes ownership of both streams, which are positioned at their first item. */
    NpzReader(NpzExamples examples, MemberStream images, MemberStream labels) {
        super(examples);
        this.examples = examples;
        this.images = images;
        this.labels = labels;
        skipItems(examples.firstRow());
    }

    private void skipItems(long count) {
        images.skip(count * examples.columns());
        labels.skip(count * examples.labelType().bytes());
    }

    @Override
    protected void skip(long first, long count) {
        skipItems(count);
        checkEnd(first + count);
    }

    @Override
    protected void read(long first, byte[] pixels, byte[] classes) {
        images.read(pixels);
        var bytes = new byte[classes.length * examples.labelType().bytes()];
        labels.read(bytes);
        long[] values = examples.labelType().values(bytes);
        for (int row = 0; row < values.length; row++) {
            int found = examples.classLabels().classOf(values[row]);
            if (found < 0) {
                String where = examples.labels().member().toString();
                throw examples.classLabels().unknown(values[row], where, examples.firstRow() + first + row);
            }
            classes[row] = (byte) found;
        }
        checkEnd(first + classes.length);
    }

    /** The end of a split is not the end of the arrays, unless the split is their last. */
    private void checkEnd(long read) {
        if (examples.firstRow() + read == examples.images().header().shape().get(0)) {
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
