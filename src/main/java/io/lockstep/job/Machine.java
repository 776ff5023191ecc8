package io.lockstep.job;

import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.PassChoice;
import io.lockstep.cluster.bits.Fingerprints;
import io.lockstep.cluster.bits.SameBits;
import io.lockstep.config.MixedCluster;
import io.lockstep.config.RunConfig;
import io.lockstep.network.Architecture;
import io.lockstep.pass.PassFactory;
import io.lockstep.pass.plan.PassPlan;
import io.lockstep.pass.plan.ProbeBlocks;
import io.lockstep.report.RunRecord;
import org.jspecify.annotations.Nullable;

/**
 * What computes a job: the kernel and processor chosen on this cluster, probed on every executor, and held to the bits that were found.
 *
 * @param pass what was chosen
 * @param layout how the work is spread
 * @param sameBits what whoever computes later is held to; null where a mixture is accepted
 */
public record Machine(
        PassChoice pass, RunRecord.Layout layout, @Nullable SameBits sameBits) {

    /**
     * What is to be computed.
     *
     * @param config says what may compute, and whether a mixture may
     * @param onCpu kernel and standardizer
     * @param architecture the network
     * @param origin where its parameters come from; empty where that was told before
     * @param probe blocks that all must compute alike
     * @param partitions into so many the work is cut
     * @param blocks of the data; 0 where rows are counted later
     * @param blockRows examples a block
     * @param alsoOnDriver whether the driver computes, too, and must be bit-identical
     */
    record Work(
            RunConfig config,
            PassPlan onCpu,
            Architecture architecture,
            String origin,
            ProbeBlocks probe,
            int partitions,
            int blocks,
            int blockRows,
            boolean alsoOnDriver) {}

    /**
     * Chooses, probes, compares and holds.
     *
     * @throws io.lockstep.cluster.bits.MixedClusterException if processes differ, and the configuration does not accept it
     */
    static Machine of(ClusterSession session, Work work, RunListener listener) {
        RunRecord.Layout layout = layout(session, work);
        PassChoice pass = choose(session, work, layout, listener);
        Fingerprints fingerprints = session.fingerprints(work.probe, pass.plan(), work.alsoOnDriver);
        boolean accept = work.config.cluster().mixed() == MixedCluster.ACCEPT;
        listener.on(new RunEvent.BitsCompared(fingerprints, accept || !fingerprints.areMixed()));
        SameBits sameBits = accept ? null : SameBits.of(work.probe, fingerprints);
        return new Machine(pass, layout, sameBits);
    }

    /** Chooses, and no more. */
    static PassChoice choose(ClusterSession session, Work work, RunListener listener) {
        return choose(session, work, layout(session, work), listener);
    }

    private static PassChoice choose(ClusterSession session, Work work, RunRecord.Layout layout, RunListener listener) {
        PassChoice pass = session.choose(work.onCpu, work.config.compute().backend());
        listener.on(new RunEvent.MachineChosen(pass, layout));
        if (!work.origin.isEmpty()) {
            listener.on(new RunEvent.NetworkChosen(work.architecture, work.origin));
        }
        return pass;
    }

    private static RunRecord.Layout layout(ClusterSession session, Work work) {
        ClusterSession.Description spark = session.describe();
        return new RunRecord.Layout(
                spark.version(),
                spark.master(),
                spark.applicationId(),
                spark.slots(),
                work.partitions,
                work.blocks,
                work.blockRows);
    }

    /** Kernel, standardizer and processor. */
    PassPlan plan() {
        return pass.plan();
    }

    /** Opens passes in tasks, only on executors with these bits. */
    PassFactory passes() {
        return ClusterSession.passes(plan(), sameBits);
    }
}
