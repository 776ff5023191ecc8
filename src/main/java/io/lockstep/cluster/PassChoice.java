package io.lockstep.cluster;

import io.lockstep.pass.device.Backend;
import io.lockstep.pass.plan.PassPlan;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The outcome of a backend policy on a cluster.
 *
 * @param plan of the pass, on the chosen processor
 * @param backend as reported by an executor
 * @param reason why the CPU was chosen although a GPU was preferred; empty otherwise
 */
public record PassChoice(PassPlan plan, Backend backend, String reason) {

    /**
     * A configuration with the chosen kernel in place of {@code auto}. Where a GPU was preferred and none could be used it is
     * unchanged: a reproduction of the run makes the same choice.
     */
    public SortedMap<String, String> inEffect(SortedMap<String, String> config) {
        SortedMap<String, String> effective = new TreeMap<>(config);
        if (reason.isEmpty()) {
            effective.put("compute.kernel", plan.kernel().toString());
        }
        return effective;
    }
}
