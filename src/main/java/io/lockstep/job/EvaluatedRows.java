package io.lockstep.job;

import io.lockstep.block.BlockPlan;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.ClusterSession;
import io.lockstep.config.RunConfig;
import io.lockstep.metric.Evaluation;
import io.lockstep.network.Parameters;
import io.lockstep.pass.plan.ProbeBlocks;
import io.lockstep.run.SavedModel;

/**
 * A model of a table, evaluated on rows in the blocks of the model's run.
 *
 * @param evaluation of all rows
 * @param machine what computed it
 */
public record EvaluatedRows(Evaluation evaluation, Machine machine) {

    /**
     * Evaluates.
     *
     * @param config of this use of the model
     */
    public static EvaluatedRows of(
            ClusterSession session, SavedModel model, RunConfig config, ExampleSet rows, RunListener listener) {
        Parameters parameters = model.parameters();
        int partitions = Sessions.partitions(session, config);
        BlockPlan plan = new BlockPlan(rows.rows(), config.block().rows());
        Machine.Work work = new Machine.Work(
                config,
                Sessions.passPlan(config, model.card().scaling()),
                parameters.architecture(),
                "",
                ProbeBlocks.of(parameters.architecture(), plan),
                partitions,
                plan.blockCount(),
                plan.blockRows(),
                false);
        Machine machine = Machine.of(session, work, listener);
        try (ClusterBlocks blocks = rows.blocks(session, plan, partitions).requiring(machine.sameBits())) {
            return new EvaluatedRows(
                    blocks.evaluate(parameters, machine.plan(), model.card().targetUnits()), machine);
        }
    }
}
