package io.lockstep.data;

/** A cursor that counts its examples: what is asked for is checked here, so that a format only steps and reads. */
public abstract class CountingReader implements ExampleReader {
    private final Examples examples;
    /** The example that comes next. */
    private int next;

    /** Stands at the first of these examples. */
    protected CountingReader(Examples examples) {
        this.examples = examples;
    }

    /** Steps over examples {@code first .. first + count - 1}, which are there and come next. */
    protected abstract void skip(int first, int count);

    /** Reads the examples from {@code first} on, which are there and come next, into arrays that fit. */
    protected abstract void read(int first, byte[] pixels, byte[] labels);

    @Override
    public final void skip(int count) {
        checkLeft(count);
        skip(next, count);
        next += count;
    }

    @Override
    public final void read(byte[] pixels, byte[] labels) {
        if (pixels.length != (long) labels.length * examples.columns()) {
            throw new IllegalArgumentException(examples.name() + ": expected room for " + labels.length + " x "
                    + examples.columns() + " pixels, found " + pixels.length);
        }
        checkLeft(labels.length);
        read(next, pixels, labels);
        next += labels.length;
    }

    private void checkLeft(int count) {
        int left = examples.rows() - next;
        if (count < 0 || count > left) {
            throw new DataException(
                    examples.name() + ", example " + next,
                    count + " more examples",
                    left + " of " + examples.rows(),
                    "Request at most its " + examples.rows() + " rows.");
        }
    }
}
