package io.lockstep.train;

/**
 * Keeps the best evaluation, and says when there was no improvement for too long (Prechelt, <i>Early
 * stopping, but when?</i>, 1998, criterion UP in its plainest form). A fold over the evaluations: after a replay of the recorded ones,
 * a resumed run makes the same decisions as an uninterrupted one.
 */
public final class EarlyStopping {
    private final int patience;
    private int bestStep;
    private double best = Double.POSITIVE_INFINITY;
    private int withoutBetter;

    /**
     * Before the first evaluation.
     *
     * @param patience number of evaluations in a row without improvement after which training stops; 0: never
     */
    public EarlyStopping(int patience) {
        this.patience = patience;
    }

    /**
     * Adds the next evaluation.
     *
     * @param score smaller is better; NaN is worse than any number
     * @return whether it is better than all before; of equal scores the first stays the best
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

    /** Whether training should stop. */
    public boolean isOver() {
        return patience > 0 && withoutBetter >= patience;
    }

    /** The step of the best evaluation; 0 before the first. */
    public int bestStep() {
        return bestStep;
    }
}
