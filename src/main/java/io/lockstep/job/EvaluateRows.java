package io.lockstep.job;

import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.table.ColumnChoice;
import io.lockstep.data.table.TableSchema;
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
        EvaluatedRows evaluated = EvaluatedRows.of(session, chosen.model(), chosen.config(), rows, listener);
        Machine machine = evaluated.machine();
        return ModelEvaluation.of(
                chosen.folder().toString(),
                chosen.model().card(),
                rows.card().name(),
                rows.card(),
                Metrics.of(evaluated.evaluation(), TargetNames.of(schema.target())),
                machine.plan().kernel(),
                machine.pass().backend(),
                machine.layout());
    }
}
