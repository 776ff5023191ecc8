package io.lockstep.bench;

import java.util.List;

/**
 * How each trains on a table; found by trying, like {@link Settings}.
 *
 * @param accuracy of the rows held out that all are to reach
 * @param limit milliseconds that a peer's training may take
 * @param hidden layers of every network
 * @param ours Lockstep's
 * @param pytorch PyTorch's
 * @param lbfgs iterations of MLP's l-bfgs
 * @param gd MLP's gradient descent, with its step size for a rate
 * @param trees of XGBoost, rounds; the rate is eta
 */
record TableSettings(
        double accuracy,
        double limit,
        List<Integer> hidden,
        MiniBatches ours,
        MiniBatches pytorch,
        List<Integer> lbfgs,
        Descent gd,
        Trees trees) {

    /**
     * In mini-batches.
     *
     * @param batch examples of a step
     * @param rate the largest learning rate
     * @param epochs of the trainings
     */
    record MiniBatches(int batch, double rate, List<Integer> epochs) {}

    /** By gradient descent over all rows. */
    record Descent(double stepSize, List<Integer> iterations) {}

    /** By trees. */
    record Trees(double eta, int depth, List<Integer> rounds) {}

    /** For "letter". */
    static final TableSettings LETTER = new TableSettings(
            0.95,
            20_000,
            List.of(128),
            new MiniBatches(1024, 0.08, List.of(10, 20, 30, 40, 80)),
            new MiniBatches(128, 0.03, List.of(6, 8, 10, 20, 40, 80)),
            List.of(50, 100, 200, 400),
            new Descent(1, List.of(50, 200)),
            new Trees(0.3, 6, List.of(10, 20, 40, 80, 160, 320)));

    /** For the drawn table. */
    static final TableSettings RULE = new TableSettings(
            0.80,
            60_000,
            List.of(64),
            new MiniBatches(4096, 0.05, List.of(1, 2, 4, 8)),
            new MiniBatches(1024, 0.03, List.of(1, 2, 4, 8)),
            List.of(10, 20, 40),
            new Descent(1, List.of(10, 20)),
            new Trees(0.3, 6, List.of(20, 40, 80, 120, 160, 320)));
}
