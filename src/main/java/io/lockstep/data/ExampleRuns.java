package io.lockstep.data;

/** The first examples of a split in their order, in bounded chunks. */
public final class ExampleRuns {
    private static final int MAX_ROWS = 1024;
    /** Bytes of pixels in memory, unless one image is larger. */
    private static final int MAX_BYTES = 1 << 22;

    private ExampleRuns() {}

    /** Receives the chunks. */
    public interface Visitor<E extends Exception> {
        /**
         * Receives the next chunk.
         *
         * @param pixels (rows, columns) pixels, valid only during this call
         * @param labels (rows) labels, likewise
         */
        void visit(byte[] pixels, byte[] labels) throws E;
    }

    /** Reads and passes on the first {@code rows} of a split; further rows are not read. */
    public static <E extends Exception> void forEach(Examples examples, long rows, Visitor<E> visitor) throws E {
        int most = Math.max(1, Math.min(MAX_ROWS, MAX_BYTES / examples.columns()));
        var pixels = new byte[0];
        var labels = new byte[0];
        try (var reader = examples.open()) {
            for (long row = 0; row < rows; row += labels.length) {
                int count = (int) Math.min(most, rows - row);
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
