package io.lockstep.data;

/** Examples that count how many were handed out, and how many were also passed. */
public final class CountedExamples implements ExamplesBehind {
    private static final long serialVersionUID = 1L;
    private final Examples examples;
    private int read;
    private int skipped;

    public CountedExamples(Examples examples) {
        this.examples = examples;
    }

    /** All that was handed out up to now, by all readers. */
    public int rowsRead() {
        return read;
    }

    /** The same and what was stepped over: how far the readers went. */
    public int rowsPassed() {
        return read + skipped;
    }

    @Override
    public Examples examples() {
        return examples;
    }

    @Override
    public ExampleReader open() {
        ExampleReader reader = examples.open();
        return new ExampleReader() {
            @Override
            public void skip(long count) {
                skipped += (int) count;
                reader.skip(count);
            }

            @Override
            public void read(byte[] pixels, byte[] labels) {
                read += labels.length;
                reader.read(pixels, labels);
            }

            @Override
            public void close() {
                reader.close();
            }
        };
    }
}
