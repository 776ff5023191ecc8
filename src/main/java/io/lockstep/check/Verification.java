package io.lockstep.check;

import java.util.List;

/**
 * What all opinions say of one step's gradient.
 *
 * @param step the step, from 1
 * @param agreements of the gradient with each opinion
 * @param among of the reference with each other opinion
 * @param kinks activations so close to zero that a float pass may rightly take either side of the ReLU
 * @param blocks what asking again block by block told, the end of a sentence; empty where there was no reason to
 */
public record Verification(int step, List<Agreement> agreements, List<Agreement> among, long kinks, String blocks) {

    /** Where there was no reason to ask again. */
    Verification(int step, List<Agreement> agreements, List<Agreement> among, long kinks) {
        this(step, agreements, among, kinks, "");
    }

    /** Whether all agree that can be held against it. */
    public boolean agrees() {
        return agreements.stream().allMatch(agreement -> agreement.agrees() || !agreement.binding());
    }

    /** Who is to blame, in one sentence; "all agree" where nobody is. */
    public String verdict() {
        return Blame.of(this);
    }
}
