package io.lockstep.data;

import java.util.List;

/** Examples in memory, with labels that repeat 0 .. 9 and grey values that tell every pixel from its neighbours. */
public record ArrayExamples(String name, long rows, int height, int width, byte[] pixels, byte[] labels)
        implements Examples {
    private static final long serialVersionUID = 1L;

    public static ArrayExamples of(int rows, int height, int width) {
        var pixels = new byte[rows * height * width];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i * 37 + i / 256);
        }
        var labels = new byte[rows];
        for (int row = 0; row < rows; row++) {
            labels[row] = (byte) (row % 10);
        }
        return new ArrayExamples("array", rows, height, width, pixels, labels);
    }

    /** All rows of a split, read in one go. */
    public static ArrayExamples readAll(Examples examples) {
        var pixels = new byte[(int) examples.rows() * examples.columns()];
        var labels = new byte[(int) examples.rows()];
        try (var reader = examples.open()) {
            reader.read(pixels, labels);
        }
        return new ArrayExamples(examples.name(), examples.rows(), examples.height(), examples.width(), pixels, labels);
    }

    /** A run of these rows. */
    public ArrayExamples slice(int first, int count) {
        return new ArrayExamples(
                name,
                count,
                height,
                width,
                java.util.Arrays.copyOfRange(pixels, first * columns(), (first + count) * columns()),
                java.util.Arrays.copyOfRange(labels, first, first + count));
    }

    @Override
    public List<String> classNames() {
        return ClassLabels.upTo(10).names();
    }

    @Override
    public ExampleReader open() {
        return new ExampleReader() {
            private int next;

            @Override
            public void skip(long count) {
                next += (int) count;
            }

            @Override
            public void read(byte[] toPixels, byte[] toLabels) {
                System.arraycopy(pixels, next * columns(), toPixels, 0, toPixels.length);
                System.arraycopy(labels, next, toLabels, 0, toLabels.length);
                next += toLabels.length;
            }

            @Override
            public void close() {}
        };
    }
}
