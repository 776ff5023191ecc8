package io.lockstep.job;

import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.table.ColumnChoice;
import io.lockstep.cluster.table.HeldOut;
import io.lockstep.cluster.table.Predictions;
import io.lockstep.cluster.table.SourceTable;
import io.lockstep.cluster.table.TableData;
import io.lockstep.cluster.table.source.OpenedTable;
import io.lockstep.cluster.table.source.TableSource;
import io.lockstep.config.ConfigException;
import io.lockstep.config.RunConfig;
import io.lockstep.data.Excerpt;
import io.lockstep.data.table.TableChoice;
import io.lockstep.data.table.TableSchema;
import io.lockstep.network.Loss;
import io.lockstep.pass.plan.Kernel;

/** Tables as examples: what a configuration names, read by Spark. */
final class Tables {
    private final RunConfig config;
    private final ClusterSession session;
    private final RunListener listener;

    Tables(RunConfig config, ClusterSession session, RunListener listener) {
        requireKernel("compute.kernel", config.compute().kernel());
        this.config = config;
        this.session = session;
        this.listener = listener;
    }

    /** Whether a source is a table; needs no Spark. */
    static boolean isTable(String source, RunConfig config) {
        return !Sources.isNamed(source) && (!config.data().format().isEmpty() || TableSource.isTable(source));
    }

    /**
     * Checks a kernel before a table is read.
     *
     * @throws ConfigException if it cannot compute on one
     */
    static void requireKernel(String key, Kernel kernel) {
        if (kernel.isCuda()) {
            throw new ConfigException(
                    "%s: expected auto, fused or nd4j for a table, found %s, which computes on images only. Choose nd4j, or auto, which is nd4j for a table on GPUs."
                            .formatted(key, kernel));
        }
    }

    /** Rows to train on and the validation set. */
    TrainData train(String source) {
        TableData table = load(
                source,
                config.table().choice(),
                config.network().loss(),
                config.run().seed(),
                true);
        TrainData data = new TrainData(found(source), new TableSet(table, false), new TableSet(table, true));
        listener.on(new RunEvent.DataRead(data.train().card()));
        listener.on(new RunEvent.ValidationDataRead(data.valid().card()));
        return data;
    }

    /** All rows, with targets as they are in the table. */
    ExampleSet all(String source, Loss loss, long seed) {
        TableSet rows =
                new TableSet(load(source, config.table().choice().withTargetScale(false), loss, seed, false), false);
        listener.on(new RunEvent.DataRead(rows.card()));
        return rows;
    }

    /** All rows, as a model reads them. */
    TableSet of(String source, TableSchema schema, TableChoice choice) {
        listener.on(new RunEvent.DataFound(found(source)));
        OpenedTable table = open(source(source).withNumFeatures(schema.inputs().size()));
        TableData data = session.run(() -> table.read(() -> TableData.load(
                session.spark(),
                SourceTable.of(table),
                schema,
                choice,
                config.run().seed(),
                listener::notice)));
        TableSet rows = new TableSet(data, false);
        listener.on(new RunEvent.DataRead(rows.card()));
        return rows;
    }

    /** The rows of a table, as a model reads them, to be predicted. */
    Predictions predictions(String source, TableSchema schema, ColumnChoice columns) {
        listener.on(new RunEvent.DataFound(found(source)));
        OpenedTable table = open(source(source).withNumFeatures(schema.inputs().size()));
        String id = columns.id() == null ? config.table().choice().id() : columns.id();
        Predictions predictions = Predictions.of(
                session.spark(),
                table.source().toString(),
                table.rows(),
                schema,
                id,
                config.cluster().partitions(),
                table::inWords);
        listener.on(new RunEvent.TableOpened(
                table.source().toString(),
                "%,d columns".formatted(table.columns().size()),
                predictions.features()));
        return predictions;
    }

    private TableData load(String source, TableChoice choice, Loss loss, long seed, boolean withValidation) {
        listener.on(new RunEvent.DataFound(found(source)));
        OpenedTable table = open(source(source));
        return session.run(() -> table.read(() -> TableData.load(
                session.spark(),
                SourceTable.of(table),
                choice,
                loss == Loss.MSE,
                withValidation ? heldOut(table) : HeldOut.NOTHING,
                seed,
                listener::notice)));
    }

    private static String found(String source) {
        return "a table, as requested: " + TableSource.of(source);
    }

    private TableSource source(String source) {
        return new TableSource(source, config.data().format(), config.data().options());
    }

    private OpenedTable open(TableSource source) {
        return session.run(() -> OpenedTable.open(source, listener::notice));
    }

    /** The validation rows that {@code data.valid} names. */
    private HeldOut heldOut(OpenedTable table) {
        String valid = config.table().valid();
        try {
            return new HeldOut.Fraction(Double.parseDouble(valid));
        } catch (NumberFormatException e) { // a column or a source
            if (table.columns().contains(valid)) {
                return new HeldOut.Marked(valid);
            }
            if (!isTable(valid, config)) {
                throw new ConfigException(
                        "data.valid: expected a fraction, a column of %s, or a table, found '%s'. The columns are %s."
                                .formatted(table.source(), valid, Excerpt.of(String.join(", ", table.columns()), 200)));
            }
            OpenedTable other = open(source(valid));
            return new HeldOut.Other(SourceTable.of(other));
        }
    }
}
