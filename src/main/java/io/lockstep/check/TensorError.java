package io.lockstep.check;

import static io.lockstep.check.RoundingBound.DEVIATIONS;
import static io.lockstep.check.RoundingBound.UNIT_ROUNDOFF;

/** Gathers, over the examples, how far a float pass may be off in one tensor of the gradient's sum. */
final class TensorError {
    private double variance;
    private double atKinks;
    private double shared;

    /**
     * One example's own gradient.
     *
     * @param variances of the errors of its values, added up
     * @param share of its standard deviation that is equal in all examples
     * @param atKink whether one of the activations behind it lies at the kink: then its error is no rounding, and is not
     *     averaged with others
     */
    void add(double variances, double share, boolean atKink) {
        if (atKink) {
            atKinks += DEVIATIONS * Math.sqrt(variances);
        } else {
            variance += variances;
            shared += share * Math.sqrt(variances);
        }
    }

    /** The rows of a block are added up; each partial sum is rounded. */
    void addBlock(double squaresOfPartialSums) {
        variance += UNIT_ROUNDOFF * UNIT_ROUNDOFF * squaresOfPartialSums;
    }

    /**
     * The largest norm of the error that rounding explains.
     *
     * @param mostCopies how often the most frequent example occurs: equal examples are rounded equally, so that in groups of
     *     that many the standard deviations add, not the variances
     */
    double bound(int mostCopies) {
        return DEVIATIONS * Math.sqrt(mostCopies * variance) + atKinks + shared;
    }
}
