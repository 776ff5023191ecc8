package io.lockstep.data.drawn;

import io.lockstep.data.DataException;
import io.lockstep.data.ExampleReader;
import io.lockstep.data.Examples;

/**
 * A run of drawn digits. Each is a pure function of (seed, stream, place), so nothing is held and any can be drawn
 * first.
 *
 * @param name the data, with the split
 * @param seed of the whole dataset
 * @param stream the part of the dataset with its own random numbers
 * @param first place in the stream of the first example
 * @param rows number of examples
 */
record DrawnExamples(String name, long seed, int stream, int first, int rows) implements Examples {

    @Override
    public int height() {
        return Handwriting.SIZE;
    }

    @Override
    public int width() {
        return Handwriting.SIZE;
    }

    @Override
    public int classes() {
        return 10;
    }

    @Override
    public ExampleReader open() {
        return new Reader(this);
    }

    /** Draws the examples as they are read. */
    private static final class Reader implements ExampleReader {
        private final DrawnExamples examples;
        private final Pen pen = new Pen(Handwriting.SIZE, Handwriting.SIZE);
        private int next;

        Reader(DrawnExamples examples) {
            this.examples = examples;
        }

        @Override
        public void skip(int count) {
            require(count);
            next += count;
        }

        // pixels: (rows, height * width), labels: (rows)
        @Override
        public void read(byte[] pixels, byte[] labels) {
            if (pixels.length != labels.length * examples.columns()) {
                throw new IllegalArgumentException(examples.name + ": expected " + labels.length + " x "
                        + examples.columns() + " pixels, found " + pixels.length);
            }
            require(labels.length);
            for (int row = 0; row < labels.length; row++) {
                SplitMix64 random = SplitMix64.of(examples.seed, examples.stream, examples.first + next);
                int digit = random.below(examples.classes());
                Handwriting.write(digit, random, pen, pixels, row * examples.columns());
                labels[row] = (byte) digit;
                next++;
            }
        }

        @Override
        public void close() {}

        private void require(int count) {
            int left = examples.rows - next;
            if (count < 0 || count > left) {
                throw new DataException(
                        examples.name + ", example " + next,
                        count + " more examples",
                        left + " of " + examples.rows,
                        "Read no further than rows().");
            }
        }
    }
}
