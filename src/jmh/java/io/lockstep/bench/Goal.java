package io.lockstep.bench;

/**
 * What a training is for.
 *
 * @param accuracy the share of the test digits that are to be right
 * @param limit after how many milliseconds of training it is given up; at the end of an epoch, so one is always trained
 */
record Goal(double accuracy, double limit) {
    static final double NO_LIMIT = 1e12; // a number that JSON knows

    /** Whether to go on after these epochs. */
    boolean isAheadOf(Trained sofar) {
        return sofar.best() < accuracy && sofar.milliseconds() <= limit;
    }
}
