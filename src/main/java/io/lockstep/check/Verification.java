package io.lockstep.check;

import java.util.List;

/**
 * The results of all checks of one step's gradient.
 *
 * @param step the step, from 1
 * @param agreements of the gradient with each check
 * @param among agreements of the reference with each other check
 * @param kinks activations so close to zero that a float pass may rightly take either side of the ReLU
 * @param blocks result of the comparison block by block, the end of a sentence; empty where it was not needed
 */
public record Verification(int step, List<Agreement> agreements, List<Agreement> among, long kinks, String blocks) {

    /** Without a comparison block by block. */
    Verification(int step, List<Agreement> agreements, List<Agreement> among, long kinks) {
        this(step, agreements, among, kinks, "");
    }

    /** Whether all binding checks agree. */
    public boolean agrees() {
        return agreements.stream().allMatch(agreement -> agreement.agrees() || !agreement.binding());
    }

    /** Where the error is, in one sentence; "all agree" if there is none. */
    public String verdict() {
        return Blame.of(this);
    }
}
