package io.lockstep.cluster;

import io.lockstep.pass.device.BackendPolicy;
import java.time.Duration;

/**
 * What a run needs of a cluster before it begins. What its application asks for beyond that is waited for, too, as
 * {@link SlotWait} says.
 *
 * @param backend what may compute
 * @param minSlots tasks at once, at least
 * @param startupTimeout how long the cluster may take to give them, and how long a job may be without any executor later on
 */
public record ClusterNeeds(BackendPolicy backend, int minSlots, Duration startupTimeout) {}
