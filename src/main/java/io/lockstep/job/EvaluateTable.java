package io.lockstep.job;

import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.table.ColumnChoice;
import io.lockstep.cluster.table.Predictions;
import io.lockstep.cluster.table.TableFiles;
import io.lockstep.report.Metrics;
import io.lockstep.report.ModelEvaluation;
import io.lockstep.report.RunRecord;

/**
 * A model and the labelled table on which it is evaluated, row by row as {@code predict} has it.
 *
 * @param chosen the model
 * @param table the table's files
 * @param columns the columns that were named, the label among them
 * @param listener hears of it
 */
record EvaluateTable(ChosenModel chosen, TableFiles table, ColumnChoice columns, RunListener listener)
        implements EvaluateJob {

    @Override
    public ModelEvaluation on(ClusterSession session) {
        Predictions rows = PredictJob.rows(session, table, columns, chosen, listener);
        Machine machine = Machine.of(session, PredictJob.work(chosen, rows.partitions()), listener);
        Metrics metrics = Metrics.of(rows.evaluate(chosen.model().parameters(), machine.passes()));
        return ModelEvaluation.of(
                chosen.folder().toString(),
                chosen.model().card(),
                table.toString(),
                null,
                metrics,
                machine.plan().kernel(),
                machine.pass().backend(),
                rowByRow(machine.layout(), metrics.exampleCount()));
    }

    private static RunRecord.Layout rowByRow(RunRecord.Layout layout, long rows) {
        return new RunRecord.Layout(
                layout.spark(),
                layout.master(),
                layout.applicationId(),
                layout.slots(),
                layout.partitions(),
                (int) Math.min(rows, Integer.MAX_VALUE),
                1);
    }
}
