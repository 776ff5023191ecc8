package io.lockstep.cluster;

import io.lockstep.pass.device.BackendPolicy;
import java.time.Duration;

/**
 * What a run needs of a cluster before it starts. Further executors that the application requests are awaited, too, as
 * {@link SlotWait} describes.
 *
 * @param backend processors that may compute
 * @param minSlots minimum number of task slots
 * @param startupTimeout limit for the cluster to provide them, and for how long a job may wait without any executor later on
 * @param nd4j whether tasks may compute with ND4J, which in local mode then starts before Spark
 * @param taskTimeout after which an executor that a task waits for and that sends no heartbeats is replaced; 0: automatically, after the time of ten
 *     steps, from 30 s to half of {@code spark.network.timeout}
 */
public record ClusterNeeds(
        BackendPolicy backend, int minSlots, Duration startupTimeout, boolean nd4j, Duration taskTimeout) {

    /** With the automatic timeout of a task. */
    public ClusterNeeds(BackendPolicy backend, int minSlots, Duration startupTimeout, boolean nd4j) {
        this(backend, minSlots, startupTimeout, nd4j, Duration.ZERO);
    }

    /** For any kernel. */
    public ClusterNeeds(BackendPolicy backend, int minSlots, Duration startupTimeout) {
        this(backend, minSlots, startupTimeout, true);
    }
}
