package io.lockstep.data.drawn;

import io.lockstep.data.ClassLabels;
import io.lockstep.data.CountingReader;
import io.lockstep.data.ExampleReader;
import io.lockstep.data.Examples;
import io.lockstep.data.SplitMix64;
import java.util.List;

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
record DrawnExamples(String name, long seed, int stream, int first, long rows) implements Examples {
    private static final ClassLabels CLASSES = ClassLabels.upTo(10);

    @Override
    public int height() {
        return Handwriting.SIZE;
    }

    @Override
    public int width() {
        return Handwriting.SIZE;
    }

    @Override
    public List<String> classNames() {
        return CLASSES.names();
    }

    @Override
    public ExampleReader open() {
        return new Reader(this);
    }

    /** Draws the examples as they are read. */
    private static final class Reader extends CountingReader {
        private final DrawnExamples examples;
        private final Pen pen = new Pen(Handwriting.SIZE, Handwriting.SIZE);

        Reader(DrawnExamples examples) {
            super(examples);
            this.examples = examples;
        }

        @Override
        protected void skip(long first, long count) {
            // Any example can be drawn first.
        }

        @Override
        protected void read(long first, byte[] pixels, byte[] labels) {
            for (int row = 0; row < labels.length; row++) {
                SplitMix64 random = SplitMix64.of(examples.seed, examples.stream, (int) (examples.first + first + row));
                int digit = random.below(CLASSES.count());
                Handwriting.write(digit, random, pen, pixels, row * examples.columns());
                labels[row] = (byte) digit;
            }
        }

        @Override
        public void close() {}
    }
}
