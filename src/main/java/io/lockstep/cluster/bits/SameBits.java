package io.lockstep.cluster.bits;

import io.lockstep.cluster.executor.TaskProcessor;
import io.lockstep.network.Parameters;
import io.lockstep.pass.BlockPass;
import io.lockstep.pass.PassFactory;
import io.lockstep.pass.plan.Fingerprint;
import io.lockstep.pass.plan.PassPlan;
import io.lockstep.pass.plan.ProbeBlocks;
import java.io.Serializable;
import java.util.List;

/**
 * What whoever computes in a run must make of the probe blocks. It travels with every task, because executors come later,
 * too: one that is new, or that takes the place of a lost one, may run on another kind of machine.
 *
 * @param probe the blocks
 * @param expected a fingerprint of those that were there when the run began
 */
public record SameBits(ProbeBlocks probe, Fingerprint expected) implements Serializable {

    /**
     * What they all gave.
     *
     * @throws MixedClusterException if that is not the same
     */
    public static SameBits of(ProbeBlocks probe, Fingerprints fingerprints) {
        if (fingerprints.areMixed()) {
            throw new MixedClusterException(fingerprints);
        }
        return new SameBits(probe, fingerprints.first());
    }

    /**
     * Holds an earlier attempt to them, whose steps this one goes on with.
     *
     * @throws MixedClusterException if it gave others
     */
    public void requireOfEarlierAttempt(Fingerprint earlier) {
        of(
                probe,
                new Fingerprints(List.of(
                        new Fingerprints.Taken("an earlier attempt at this run", "", earlier),
                        new Fingerprints.Taken("this attempt", "", expected))));
    }

    /** Opens passes of a plan in tasks, where the executor gives these bits. */
    public PassFactory passes(PassPlan plan) {
        return parameters -> open(TaskProcessor.of(plan), parameters);
    }

    /**
     * Opens a pass here; the first time a process does so it takes its fingerprint.
     *
     * @throws MixedClusterException if that is another
     */
    private BlockPass open(PassPlan here, Parameters parameters) {
        Fingerprints.Taken begin = new Fingerprints.Taken("the processes at the start of the run", "", expected);
        of(probe, new Fingerprints(List.of(begin, Fingerprints.Taken.here(probe, here))));
        return here.open(parameters);
    }
}
