package io.lockstep.bench;

import java.util.Locale;

/**
 * What one training reached.
 *
 * @param budget how many epochs, iterations or trees it had
 * @param unit what the budget counts
 * @param milliseconds of the training, the test not included
 * @param accuracy of the rows that are held out, 0 to 1
 */
record Fitted(int budget, String unit, double milliseconds, double accuracy) {

    /** {@code 96.10 % in 3.2 s (20 epochs)}. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "%.2f %% in %.1f s (%d %s)", 100 * accuracy, milliseconds / 1e3, budget, unit);
    }
}
