package io.lockstep.bench;

import io.lockstep.block.Batch;
import io.lockstep.block.BlockPlan;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.ClusterGradients;
import io.lockstep.data.Examples;
import io.lockstep.network.Architecture;
import io.lockstep.network.Parameters;
import io.lockstep.pass.plan.PassPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A step in one of the layouts.
 *
 * @param layout where
 * @param architecture the network
 * @param plan its examples and their blocks
 * @param partitions tasks
 */
record ScaledStep(Layout layout, Architecture architecture, BlockPlan plan, int partitions) {

    /** {@code 784-50-1 of 50,000 rows, 2 executors, 2 tasks}. */
    String name() {
        return "%s of %,d rows, %s, %d %s"
                .formatted(
                        Networks.name(architecture),
                        plan.examples(),
                        layout.name(),
                        partitions,
                        partitions == 1 ? "task" : "tasks");
    }

    StepShape shape() {
        return new StepShape(
                architecture.parameterCount(),
                Math.toIntExact(plan.examples()),
                partitions,
                layout.executors(),
                layout.slots());
    }

    /** Some steps of one layout in a session of theirs, interleaved; the parts of each turn that counts. */
    static Map<ScaledStep, List<Share>> race(
            Cluster cluster, Examples examples, PassPlan pass, List<ScaledStep> steps, int warmUps, int repeats)
            throws Exception {
        Map<ScaledStep, ShareTurn> turns = new LinkedHashMap<>();
        List<ClusterBlocks> open = new ArrayList<>();
        Race race = new Race();
        for (ScaledStep step : steps) {
            ClusterBlocks blocks = cluster.blocks(examples, step.plan(), step.partitions(), pass);
            open.add(blocks);
            ClusterGradients gradients = Cluster.gradients(blocks, pass);
            Parameters parameters = Networks.initial(step.architecture());
            Batch batch = step.plan().fullBatch(1);
            ShareTurn turn = new ShareTurn(() -> Share.of(gradients, parameters, batch));
            turns.put(step, turn);
            race.with(step.name(), turn);
        }
        try {
            race.run(warmUps, repeats);
        } finally {
            open.forEach(ClusterBlocks::close);
        }
        Map<ScaledStep, List<Share>> shares = new LinkedHashMap<>();
        turns.forEach((step, turn) -> shares.put(step, turn.last(repeats)));
        return shares;
    }
}
