package io.lockstep.job;

import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.metric.Evaluation;
import io.lockstep.network.Parameters;
import io.lockstep.pass.plan.PassPlan;
import java.util.List;

/**
 * What scaling does to a network's activations.
 *
 * @param before on features as they are; on pixels / 256
 * @param after on scaled ones
 */
public record Statistics(Evaluation before, Evaluation after) {

    /** Two forward passes over each block, in one job. */
    static Statistics of(ClusterBlocks blocks, Parameters parameters, PassPlan passPlan) {
        PassPlan raw = passPlan.with(passPlan.scaling().unscaled());
        List<Evaluation> both = blocks.evaluate(parameters, List.of(raw, passPlan));
        return new Statistics(both.get(0), both.get(1));
    }
}
