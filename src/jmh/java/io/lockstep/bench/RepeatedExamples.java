package io.lockstep.bench;

import io.lockstep.data.CountingReader;
import io.lockstep.data.ExampleReader;
import io.lockstep.data.Examples;
import java.util.List;

/**
 * Examples over and over, until there are many.
 *
 * @param some those that are repeated; they are read once each time
 * @param rows how many there are to be
 */
record RepeatedExamples(Examples some, long rows) implements Examples {

    @Override
    public String name() {
        return some.name() + ", repeated";
    }

    @Override
    public int height() {
        return some.height();
    }

    @Override
    public int width() {
        return some.width();
    }

    @Override
    public List<String> classNames() {
        return some.classNames();
    }

    /** Reads those that are repeated, and holds them. */
    @Override
    public ExampleReader open() {
        byte[] pixels = new byte[(int) some.rows() * some.columns()];
        byte[] labels = new byte[(int) some.rows()];
        try (ExampleReader reader = some.open()) {
            reader.read(pixels, labels);
        }
        return new CountingReader(this) {
            @Override
            protected void skip(long first, long count) {
                // all are at hand
            }

            @Override
            protected void read(long first, byte[] somePixels, byte[] someLabels) {
                int columns = some.columns();
                for (int row = 0; row < someLabels.length; row++) {
                    int from = (int) ((first + row) % labels.length);
                    someLabels[row] = labels[from];
                    System.arraycopy(pixels, from * columns, somePixels, row * columns, columns);
                }
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
    }
}
