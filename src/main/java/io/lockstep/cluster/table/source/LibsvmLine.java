package io.lockstep.cluster.table.source;

import io.lockstep.data.Excerpt;
import java.util.Arrays;
import java.util.Optional;
import java.util.StringTokenizer;

/**
 * A row of a LIBSVM file: {@code 1 3:0.5 7:2}. Spark's own reader tells neither the line nor the index that is wrong.
 *
 * @param label its number
 * @param indexes from 0, ascending
 * @param values that are not left out
 */
record LibsvmLine(double label, int[] indexes, double[] values) {
    /** The option with the number of columns, as Spark calls it. */
    static final String NUM_FEATURES = "numFeatures";

    /** The option for indexes that begin at 0. */
    static final String ZERO_BASED = "zeroBased";

    private static final String FIX = "Fix or remove the line.";

    /**
     * Parses a line; empty where it has a comment alone.
     *
     * @param first the smallest index, 0 or 1
     * @param features the number of columns
     * @throws RecordException if it is not one
     */
    static Optional<LibsvmLine> of(String line, int first, int features) {
        int comment = line.indexOf('#');
        StringTokenizer tokens = new StringTokenizer(comment < 0 ? line : line.substring(0, comment));
        if (!tokens.hasMoreTokens()) {
            return Optional.empty();
        }
        double label = number("a label, a number", tokens.nextToken());
        int[] indexes = new int[tokens.countTokens()];
        double[] values = new double[indexes.length];
        for (int i = 0; i < indexes.length; i++) {
            String token = tokens.nextToken();
            int colon = token.indexOf(':');
            if (colon < 0 || token.startsWith("qid:")) {
                throw wrong("features as index:value", token, FIX);
            }
            long index = index(token, colon);
            if (index < first) {
                throw wrong(
                        "indexes from " + first,
                        token,
                        index == 0 ? "Set data.options." + ZERO_BASED + " = true if the indexes begin at 0." : FIX);
            }
            if (index - first >= features) {
                throw wrong(
                        "indexes up to %d, as %,d columns have".formatted(features - 1 + first, features),
                        token,
                        "Use a file with the columns of the training data, or set data.options." + NUM_FEATURES + ".");
            }
            indexes[i] = (int) (index - first);
            values[i] = number("a finite number as value", token.substring(colon + 1));
            if (i > 0 && indexes[i] <= indexes[i - 1]) {
                throw wrong(
                        "indexes in ascending order, each once",
                        token + " after " + (indexes[i - 1] + first),
                        "Sort the line's features by their indexes.");
            }
        }
        return Optional.of(new LibsvmLine(label, indexes, values));
    }

    private static long index(String token, int colon) {
        try {
            return Long.parseLong(token.substring(0, colon));
        } catch (NumberFormatException e) {
            throw wrong("features as index:value", token, FIX);
        }
    }

    private static double number(String expected, String token) {
        double number;
        try {
            number = Double.parseDouble(token);
        } catch (NumberFormatException e) {
            throw wrong(expected, token, FIX);
        }
        if (!Double.isFinite(number)) {
            throw wrong(expected, token, FIX);
        }
        return number;
    }

    private static RecordException wrong(String expected, String found, String remedy) {
        return new RecordException("", expected, "'" + Excerpt.of(found, 40) + "'", remedy);
    }

    /** The number of columns that the row needs. */
    int width() {
        return indexes.length == 0 ? 0 : indexes[indexes.length - 1] + 1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LibsvmLine line
                && Double.compare(label, line.label) == 0
                && Arrays.equals(indexes, line.indexes)
                && Arrays.equals(values, line.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(indexes) + Arrays.hashCode(values);
    }
}
