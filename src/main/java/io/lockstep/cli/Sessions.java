package io.lockstep.cli;

import io.lockstep.cluster.ClusterNeeds;
import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.bits.Fingerprints;
import io.lockstep.cluster.bits.SameBits;
import io.lockstep.config.MixedCluster;
import io.lockstep.config.RunConfig;
import io.lockstep.data.Standardizer;
import io.lockstep.pass.plan.PassPlan;
import io.lockstep.pass.plan.ProbeBlocks;
import org.jspecify.annotations.Nullable;

/** Connections to Spark, and who may compute on them. */
final class Sessions {
    private Sessions() {}

    /** Connects, and waits for what the configuration says that the cluster must give. */
    static ClusterSession open(String applicationName, RunConfig config) {
        ClusterNeeds needs = new ClusterNeeds(
                config.compute().backend(),
                config.cluster().minSlots(),
                config.cluster().startupTimeout());
        return ClusterSession.open(applicationName, needs);
    }

    /** What the configuration says of how blocks are computed; where, is for the session to choose. */
    static PassPlan passPlan(RunConfig config, Standardizer standardizer) {
        return new PassPlan(config.compute().kernel(), standardizer)
                .caching(config.cluster().gpuCache());
    }

    /** In how many partitions the work is cut. */
    static int partitions(ClusterSession session, RunConfig config) {
        return config.cluster().partitions() == 0
                ? session.slots()
                : config.cluster().partitions();
    }

    /** Shows how all compute; gives the bits that whoever computes is held to, null where a mixture is accepted. */
    static @Nullable SameBits held(MixedCluster mixed, ProbeBlocks probe, Fingerprints found, Screen screen) {
        SameBits sameBits = mixed == MixedCluster.ACCEPT ? null : SameBits.of(probe, found);
        screen.fingerprints(found);
        return sameBits;
    }
}
