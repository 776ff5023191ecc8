package io.lockstep.data.drawn;

import io.lockstep.data.DataException;
import io.lockstep.data.Dataset;
import io.lockstep.data.Examples;
import io.lockstep.data.SplitName;

/**
 * The built-in data: 60,000 training and 10,000 test images of digits, 28 by 28, that this code writes with a pen of its
 * own. Nothing is stored and nothing downloaded; every machine draws the same bytes.
 *
 * <p>They stand in for MNIST (LeCun et al. 1998): white on black, the same shape and about the same mean and deviation,
 * and like there a hidden layer pays off.
 */
public final class DrawnDigits implements Dataset {
    private static final long DEFAULT_SEED = 1;
    private static final int DEFAULT_TRAINING_ROWS = 60_000;
    private static final int DEFAULT_TEST_ROWS = 10_000;

    /** The streams of random numbers: an example depends on its stream and place, not on how many there are. */
    private static final int TRAINING_STREAM = 0;

    private static final int TEST_STREAM = 1;

    private final long seed;
    private final int trainingRows;
    private final int testRows;

    /** The standard digits: 50,000 train, 10,000 valid, 10,000 test. */
    public DrawnDigits() {
        this(DEFAULT_SEED, DEFAULT_TRAINING_ROWS, DEFAULT_TEST_ROWS);
    }

    /**
     * Other digits, or fewer.
     *
     * @param seed other seeds write other digits
     * @param trainingRows train and valid together; valid is the last sixth, rounded down
     * @param testRows examples for the test
     */
    public DrawnDigits(long seed, int trainingRows, int testRows) {
        this.seed = seed;
        this.trainingRows = trainingRows;
        this.testRows = testRows;
    }

    @Override
    public String name() {
        return "drawn digits";
    }

    @Override
    public String location() {
        return "built in";
    }

    /** Train and valid together, as they lie in MNIST's training file. */
    public Examples training() {
        return new DrawnExamples(name() + ", training", seed, TRAINING_STREAM, 0, trainingRows);
    }

    @Override
    public Examples split(SplitName split) {
        int train = trainingRows - trainingRows / 6;
        String name = name() + ", " + split;
        DrawnExamples examples = switch (split) {
            case TRAIN -> new DrawnExamples(name, seed, TRAINING_STREAM, 0, train);
            case VALID -> new DrawnExamples(name, seed, TRAINING_STREAM, train, trainingRows - train);
            case TEST -> new DrawnExamples(name, seed, TEST_STREAM, 0, testRows);
        };
        if (examples.rows() < 1) {
            throw new DataException(
                    name,
                    "at least 1 example",
                    examples.rows() + "",
                    "Request at least 6 training rows and 1 test row.");
        }
        return examples;
    }
}
