package io.lockstep.bench;

import java.util.List;
import java.util.Locale;

/**
 * How far a training came.
 *
 * @param milliseconds of training, up to the last evaluation and without any
 * @param rounds between the evaluations, of what there were some
 * @param accuracies of the test digits, 0 to 1, one for each evaluation
 */
record Trained(double milliseconds, String rounds, List<Double> accuracies) {

    /** So many, in words. */
    static String epochs(int count) {
        return count == 1 ? "1 epoch" : count + " epochs";
    }

    double best() {
        return accuracies.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }

    /** {@code 97.08 % after 4 epochs and 2.1 s}, or {@code at best ...} where it was better before the end. */
    @Override
    public String toString() {
        boolean betterBefore = !accuracies.isEmpty() && accuracies.get(accuracies.size() - 1) < best();
        return String.format(
                Locale.ROOT,
                "%s%.2f %% after %s and %.1f s",
                betterBefore ? "at best " : "",
                100 * best(),
                rounds,
                milliseconds / 1e3);
    }
}
