package io.lockstep.ml;

import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.table.SourceTable;
import io.lockstep.cluster.table.TableData;
import io.lockstep.config.RunConfig;
import io.lockstep.data.DataException;
import io.lockstep.data.table.EstimatorWords;
import io.lockstep.data.table.TableChoice;
import io.lockstep.data.table.TableSchema;
import io.lockstep.job.EvaluatedRows;
import io.lockstep.job.RunListener;
import io.lockstep.job.Sessions;
import io.lockstep.job.TrainData;
import io.lockstep.metric.Evaluation;
import io.lockstep.run.SavedModel;
import java.util.Arrays;
import java.util.Map;
import org.apache.spark.ml.PredictionModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A model's evaluation on the rows of a DataFrame.
 *
 * @param network of the model
 * @param model which names the columns
 */
record FrameEvaluation(TrainedNetwork network, PredictionModel<Vector, ?> model) {

    /**
     * Loss, accuracy or errors.
     *
     * @throws DataException if a row cannot be read, or has no label
     */
    Evaluation on(Dataset<?> rows) {
        try {
            return evaluation(rows);
        } catch (DataException e) {
            throw EstimatorWords.of(e);
        }
    }

    private Evaluation evaluation(Dataset<?> rows) {
        SavedModel saved = network.saved();
        TableSchema schema = network.schema()
                .orElseThrow(() -> new DataException(
                        "evaluate",
                        "a model that was trained on a table",
                        "one that was trained on images",
                        "Use the command evaluate, or an evaluator of Spark ML on what transform gives."));
        RunConfig config = RunConfig.again(saved.card().config(), Map.of());
        try (ClusterSession session = ClusterSession.attach(rows.sparkSession(), Sessions.needs(config))) {
            return session.run(() -> {
                TableData table = TableData.load(
                        session.spark(),
                        SourceTable.of("the DataFrame", inNamesOf(schema, rows.toDF())),
                        schema,
                        TableChoice.of(),
                        config.run().seed(),
                        notice -> {});
                return EvaluatedRows.of(
                                session,
                                saved,
                                config,
                                TrainData.of("a DataFrame", table).train(),
                                RunListener.NONE)
                        .evaluation();
            });
        }
    }

    /** The rows with the names of columns that the schema has, where the model was told others. */
    private Dataset<Row> inNamesOf(TableSchema schema, Dataset<Row> rows) {
        Dataset<Row> named = rows;
        if (network.vectorColumn().isPresent()) {
            named = renamed(
                    named, model.getFeaturesCol(), network.vectorColumn().get());
        }
        return model.isSet(model.labelCol())
                ? renamed(named, model.getLabelCol(), schema.target().columns().get(0))
                : named;
    }

    private static Dataset<Row> renamed(Dataset<Row> rows, String from, String to) {
        return from.equals(to) || !Arrays.asList(rows.columns()).contains(from)
                ? rows
                : rows.drop(to).withColumnRenamed(from, to);
    }
}
