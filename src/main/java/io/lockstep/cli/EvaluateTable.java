package io.lockstep.cli;

import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.PassChoice;
import io.lockstep.cluster.bits.Fingerprints;
import io.lockstep.cluster.bits.SameBits;
import io.lockstep.cluster.table.ColumnChoice;
import io.lockstep.cluster.table.Predictions;
import io.lockstep.cluster.table.TableFiles;
import io.lockstep.config.RunConfig;
import io.lockstep.network.Parameters;
import io.lockstep.pass.plan.ProbeBlocks;
import io.lockstep.report.Metrics;
import io.lockstep.report.ModelEvaluation;
import io.lockstep.report.RunRecord;

/**
 * A model and the labelled table on which it is evaluated, row by row as {@code predict} has it.
 *
 * @param chosen the model
 * @param table the table's files
 * @param columns what was said of its columns; a label among it
 */
record EvaluateTable(ModelOptions.Chosen chosen, TableFiles table, ColumnChoice columns) implements EvaluateRun {

    @Override
    public ModelEvaluation on(ClusterSession session, Screen screen) {
        RunConfig config = chosen.config();
        Parameters parameters = chosen.model().parameters();
        Predictions rows = PredictRun.of(session, table, columns, chosen, screen);
        PassChoice pass = session.choose(chosen.onCpu(), config.compute().backend());
        ClusterSession.Description spark = session.describe();
        screen.heading("Machine");
        screen.backend(pass);
        screen.spark(spark, Screen.count(rows.partitions(), "partition"));
        ProbeBlocks probe = Predictions.probe(parameters.architecture());
        Fingerprints fingerprints = session.fingerprints(probe, pass.plan(), false);
        SameBits sameBits = Sessions.held(config.cluster().mixed(), probe, fingerprints, screen);
        Metrics metrics = Metrics.of(rows.evaluate(parameters, ClusterSession.passes(pass.plan(), sameBits)));
        new MetricsLines(screen).show(metrics);
        return ModelEvaluation.of(
                chosen.folder().toString(),
                chosen.model().card(),
                table.toString(),
                null,
                metrics,
                pass,
                RunRecord.Layout.of(
                        spark, rows.partitions(), (int) Math.min(metrics.exampleCount(), Integer.MAX_VALUE), 1));
    }
}
