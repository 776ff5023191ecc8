package io.lockstep.train;

/**
 * Remembers which of a training's evaluations was best, and says when it has not become better for too long (Prechelt, <i>Early
 * stopping, but when?</i>, 1998, criterion UP in its plainest form). A fold over the evaluations: shown the recorded ones again,
 * a resumed run decides as the one before.
 */
public final class EarlyStopping {
    private final int patience;
    private int bestStep;
    private double best = Double.POSITIVE_INFINITY;
    private int withoutBetter;

    /**
     * Before the first evaluation.
     *
     * @param patience how many evaluations in a row may be no better than the best; 0 for any
     */
    public EarlyStopping(int patience) {
        this.patience = patience;
    }

    /**
     * Sees the next evaluation.
     *
     * @param score the smaller, the better; not-a-number is worse than any
     * @return whether it is better than all before; the first of equal ones stays the best
     */
    public boolean isBest(int step, double score) {
        double comparable = Double.isNaN(score) ? Double.POSITIVE_INFINITY : score;
        if (comparable < best || bestStep == 0) {
            best = comparable;
            bestStep = step;
            withoutBetter = 0;
            return true;
        }
        withoutBetter++;
        return false;
    }

    /** Whether training should end. */
    public boolean isOver() {
        return patience > 0 && withoutBetter >= patience;
    }

    /** The step of the best evaluation; 0 before the first. */
    public int bestStep() {
        return bestStep;
    }
}
