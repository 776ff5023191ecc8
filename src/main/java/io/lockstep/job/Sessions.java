package io.lockstep.job;

import io.lockstep.cluster.ClusterNeeds;
import io.lockstep.cluster.ClusterSession;
import io.lockstep.config.RunConfig;
import io.lockstep.data.Scaling;
import io.lockstep.pass.plan.PassPlan;

/** What a configuration says of Spark. */
public final class Sessions {
    private Sessions() {}

    /** Connects, waits for what the configuration says that the cluster must give, and tells what is waited for. */
    public static ClusterSession open(String applicationName, RunConfig config, RunListener listener) {
        return ClusterSession.open(applicationName, needs(config), listener::notice);
    }

    /** What the configuration says that the cluster must give; {@link ClusterSession#attach} asks the caller's session for it. */
    public static ClusterNeeds needs(RunConfig config) {
        return new ClusterNeeds(
                config.compute().backend(),
                config.cluster().minSlots(),
                config.cluster().startupTimeout(),
                config.compute().kernel().onCpu().isNd4j(),
                config.cluster().taskTimeout());
    }

    /** What the configuration says of how blocks are computed; where, is for the session to choose. */
    static PassPlan passPlan(RunConfig config, Scaling scaling) {
        return new PassPlan(config.compute().kernel(), scaling)
                .caching(config.cluster().gpuCache());
    }

    /** In how many partitions the work is cut. */
    static int partitions(ClusterSession session, RunConfig config) {
        return config.cluster().partitions() == 0
                ? session.slots()
                : config.cluster().partitions();
    }
}
