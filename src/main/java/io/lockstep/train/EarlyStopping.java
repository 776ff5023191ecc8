package io.lockstep.train;

/**
 * Keeps the best evaluation, and says when there was no improvement for too long (Prechelt, <i>Early
 * stopping, but when?</i>, 1998, criterion UP in its plainest form). A fold over the evaluations: after a replay of the recorded ones,
 * a resumed run makes the same decisions as an uninterrupted one.
 */
public final class EarlyStopping {
    private final int patience;
    private final double tolerance;
    private int bestStep;
    private double best = Double.POSITIVE_INFINITY;
    private int withoutBetter;

    /**
     * Before the first evaluation.
     *
     * @param patience number of evaluations in a row without improvement after which training stops; 0: never
     * @param tolerance an evaluation counts as an improvement only if it is better than the best by more than this share of it
     */
    public EarlyStopping(int patience, double tolerance) {
        this.patience = patience;
        this.tolerance = tolerance;
    }

    /**
     * Adds the next evaluation.
     *
     * @param score smaller is better; NaN is worse than any number
     * @return whether it is better than all before; of equal scores the first stays the best
     */
    public boolean isBest(int step, double score) {
        double comparable = Double.isNaN(score) ? Double.POSITIVE_INFINITY : score;
        withoutBetter = bestStep == 0 || isImprovement(comparable) ? 0 : withoutBetter + 1;
        if (bestStep > 0 && comparable >= best) {
            return false;
        }
        best = comparable;
        bestStep = step;
        return true;
    }

    private boolean isImprovement(double score) {
        return Double.isInfinite(best)
                ? score < best
                : score < best - tolerance * Math.max(Math.abs(best), Double.MIN_NORMAL);
    }

    /** Whether training should stop. */
    public boolean isOver() {
        return patience > 0 && withoutBetter >= patience;
    }

    /** The step of the best evaluation; 0 before the first. */
    public int bestStep() {
        return bestStep;
    }
}
