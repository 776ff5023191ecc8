package io.lockstep.job;

import io.lockstep.cluster.ClusterNeeds;
import io.lockstep.cluster.ClusterSession;
import io.lockstep.config.RunConfig;
import io.lockstep.data.Standardizer;
import io.lockstep.pass.plan.PassPlan;

/** What a configuration says of Spark. */
public final class Sessions {
    private Sessions() {}

    /** Connects, and waits for what the configuration says that the cluster must give. */
    public static ClusterSession open(String applicationName, RunConfig config) {
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
}
