package io.lockstep.cluster;

import io.lockstep.pass.device.Backend;
import io.lockstep.pass.plan.PassPlan;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a backend policy comes to on a cluster.
 *
 * @param plan of the pass, on the processor that was chosen
 * @param backend what an executor says that it computes with
 * @param reason why it is the CPU though a GPU was preferred; empty otherwise
 */
public record PassChoice(PassPlan plan, Backend backend, String reason) {

    /**
     * A configuration with the kernel in effect in place of {@code auto}. Where a GPU was preferred and none could be used it stays as it
     * was: what does the run again has the same choice to make.
     */
    public SortedMap<String, String> inEffect(SortedMap<String, String> config) {
        SortedMap<String, String> effective = new TreeMap<>(config);
        if (reason.isEmpty()) {
            effective.put("compute.kernel", plan.kernel().toString());
        }
        return effective;
    }
}
