package io.lockstep.cluster;

import io.lockstep.pass.device.BackendPolicy;
import java.time.Duration;

/**
 * What a run needs of a cluster before it begins.
 *
 * @param backend what may compute
 * @param minSlots tasks at once, at least
 * @param startupTimeout how long the cluster may take to give them, at the start and after it has taken all away
 */
public record ClusterNeeds(BackendPolicy backend, int minSlots, Duration startupTimeout) {}
