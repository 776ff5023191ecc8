package io.lockstep.cli;

import io.lockstep.cluster.ClusterNeeds;
import io.lockstep.cluster.ClusterSession;
import io.lockstep.config.RunConfig;

/** Connections to Spark. */
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
}
