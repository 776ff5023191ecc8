package io.lockstep.data;

/** A cursor that counts its examples and checks requests, so that a format implements only skipping and reading. */
public abstract class CountingReader implements ExampleReader {
    private final Examples examples;
    /** The example that comes next. */
    private long next;

    /** A cursor at the first of these examples. */
    protected CountingReader(Examples examples) {
        this.examples = examples;
    }

    /** Skips examples {@code first .. first + count - 1}, which exist and come next. */
    protected abstract void skip(long first, long count);

    /** Reads the examples from {@code first} on, which exist and come next, into arrays of the right size. */
    protected abstract void read(long first, byte[] pixels, byte[] labels);

    @Override
    public final void skip(long count) {
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

    private void checkLeft(long count) {
        long left = examples.rows() - next;
        if (count < 0 || count > left) {
            throw new DataException(
                    examples.name() + ", example " + next,
                    count + " more examples",
                    left + " of " + examples.rows(),
                    "Request at most its " + examples.rows() + " rows.");
        }
    }
}
