package io.lockstep.data;

/** The first examples of a split in their order, a bounded run at a time. */
public final class ExampleRuns {
    private static final int MAX_ROWS = 1024;
    /** Bytes of pixels in memory, unless one image is larger. */
    private static final int MAX_BYTES = 1 << 22;

    private ExampleRuns() {}

    /** What is done with a run. */
    public interface Visitor<E extends Exception> {
        /**
         * Sees the next run.
         *
         * @param pixels (rows, columns) grey values, only for the time of this call
         * @param labels (rows) labels, likewise
         */
        void visit(byte[] pixels, byte[] labels) throws E;
    }

    /** Reads and hands out the first {@code rows} of a split; those behind them are not read. */
    public static <E extends Exception> void forEach(Examples examples, int rows, Visitor<E> visitor) throws E {
        int most = Math.max(1, Math.min(MAX_ROWS, MAX_BYTES / examples.columns()));
        var pixels = new byte[0];
        var labels = new byte[0];
        try (var reader = examples.open()) {
            for (int row = 0; row < rows; row += labels.length) {
                int count = Math.min(most, rows - row);
                if (count != labels.length) {
                    pixels = new byte[count * examples.columns()];
                    labels = new byte[count];
                }
                reader.read(pixels, labels);
                visitor.visit(pixels, labels);
            }
        }
    }
}
