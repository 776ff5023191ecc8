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
 * The result for the probe blocks that every process of a run must reproduce. It is sent with every task, because executors may start later:
 * a new executor, or the replacement of a lost one, may run on another type of machine.
 *
 * @param probe the blocks
 * @param expected fingerprint of the processes at the start of the run
 */
public record SameBits(ProbeBlocks probe, Fingerprint expected) implements Serializable {

    /**
     * The common result of all processes.
     *
     * @throws MixedClusterException if they are not bit-identical
     */
    public static SameBits of(ProbeBlocks probe, Fingerprints fingerprints) {
        if (fingerprints.areMixed()) {
            throw new MixedClusterException(fingerprints);
        }
        return new SameBits(probe, fingerprints.first());
    }

    /**
     * Checks the fingerprint of an earlier attempt that this one resumes.
     *
     * @throws MixedClusterException if it differs
     */
    public void requireOfEarlierAttempt(Fingerprint earlier) {
        of(
                probe,
                new Fingerprints(List.of(
                        new Fingerprints.Taken("an earlier attempt at this run", "", earlier),
                        new Fingerprints.Taken("this attempt", "", expected))));
    }

    /** Opens passes of a plan in tasks, if the executor's fingerprint matches. */
    public PassFactory passes(PassPlan plan) {
        return parameters -> open(TaskProcessor.of(plan), parameters);
    }

    /**
     * Opens a pass here; a process computes its fingerprint the first time.
     *
     * @throws MixedClusterException if the fingerprint differs
     */
    private BlockPass open(PassPlan here, Parameters parameters) {
        Fingerprints.Taken begin = new Fingerprints.Taken("the processes at the start of the run", "", expected);
        of(probe, new Fingerprints(List.of(begin, Fingerprints.Taken.here(probe, here))));
        return here.open(parameters);
    }
}
