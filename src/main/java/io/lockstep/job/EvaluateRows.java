package io.lockstep.job;

import io.lockstep.block.BlockPlan;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.table.ColumnChoice;
import io.lockstep.data.table.TableSchema;
import io.lockstep.network.Architecture;
import io.lockstep.network.Parameters;
import io.lockstep.pass.plan.ProbeBlocks;
import io.lockstep.report.Metrics;
import io.lockstep.report.ModelEvaluation;
import io.lockstep.report.TargetNames;
import java.util.Objects;

/**
 * A model of a table, and rows on which it is evaluated, in the blocks of the model's run.
 *
 * @param chosen the model
 * @param source names the table
 * @param columns of which only the id counts: the model knows the others
 * @param listener hears of it
 */
record EvaluateRows(ChosenModel chosen, String source, ColumnChoice columns, RunListener listener)
        implements EvaluateJob {

    @Override
    public ModelEvaluation on(ClusterSession session) {
        TableSchema schema = Objects.requireNonNull(chosen.model().card().schema(), "a model of a table");
        ExampleSet rows = new Tables(chosen.config(), session, listener).of(source, schema, chosen.choice(columns));
        Parameters parameters = chosen.model().parameters();
        Architecture architecture = parameters.architecture();
        int partitions = Sessions.partitions(session, chosen.config());
        BlockPlan plan = new BlockPlan(rows.rows(), chosen.config().block().rows());
        Machine.Work work = new Machine.Work(
                chosen.config(),
                chosen.onCpu(),
                architecture,
                "",
                ProbeBlocks.of(architecture, plan),
                partitions,
                plan.blockCount(),
                plan.blockRows(),
                false);
        Machine machine = Machine.of(session, work, listener);
        try (ClusterBlocks blocks = rows.blocks(session, plan, partitions).requiring(machine.sameBits())) {
            return ModelEvaluation.of(
                    chosen.folder().toString(),
                    chosen.model().card(),
                    rows.card().name(),
                    rows.card(),
                    Metrics.of(
                            blocks.evaluate(parameters, machine.plan(), schema.targetUnits()),
                            TargetNames.of(schema.target())),
                    machine.plan().kernel(),
                    machine.pass().backend(),
                    machine.layout());
        }
    }
}
