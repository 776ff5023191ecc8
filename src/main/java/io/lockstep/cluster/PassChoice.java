package io.lockstep.cluster;

import io.lockstep.network.Backend;
import io.lockstep.network.PassPlan;

/**
 * What a backend policy comes to on a cluster.
 *
 * @param plan of the pass, on the processor that was chosen
 * @param backend what an executor says that it computes with
 * @param reason why it is the CPU though a GPU was preferred; empty otherwise
 */
public record PassChoice(PassPlan plan, Backend backend, String reason) {}
