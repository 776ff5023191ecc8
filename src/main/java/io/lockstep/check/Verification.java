package io.lockstep.check;

import java.util.List;

/**
 * What all opinions say of one step's gradient.
 *
 * @param step the step, from 1
 * @param agreements one with each opinion
 * @param kinks activations so close to zero that a float pass may rightly take either side of the ReLU
 */
public record Verification(int step, List<Agreement> agreements, long kinks) {

    /** Whether all agree. */
    public boolean agrees() {
        return agreements.stream().allMatch(Agreement::agrees);
    }

    /** Who is to blame, in one sentence; "all agree" where nobody is. */
    public String verdict() {
        boolean local = disagrees("local");
        boolean reference = disagrees("reference");
        if (local) {
            return "the cluster differs from the same pass on one thread: the reduction is to blame";
        }
        if (reference) {
            return asked("local")
                    ? "the cluster equals the same pass on one thread but not the reference: the kernel or the algebra is to blame"
                    : "the cluster differs from the reference; ask local too, to tell the reduction from the kernel";
        }
        return "all agree";
    }

    private boolean asked(String opinion) {
        return agreements.stream().anyMatch(agreement -> agreement.right().equals(opinion));
    }

    private boolean disagrees(String opinion) {
        return agreements.stream().anyMatch(agreement -> agreement.right().equals(opinion) && !agreement.agrees());
    }
}
