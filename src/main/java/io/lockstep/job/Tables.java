package io.lockstep.job;

import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.table.ColumnChoice;
import io.lockstep.cluster.table.FirstRows;
import io.lockstep.cluster.table.HeldOut;
import io.lockstep.cluster.table.Predictions;
import io.lockstep.cluster.table.SourceTable;
import io.lockstep.cluster.table.TableCards;
import io.lockstep.cluster.table.TableData;
import io.lockstep.cluster.table.source.OpenedTable;
import io.lockstep.cluster.table.source.TableSource;
import io.lockstep.config.ConfigException;
import io.lockstep.config.RunConfig;
import io.lockstep.data.Excerpt;
import io.lockstep.data.table.TableCard;
import io.lockstep.data.table.TableChoice;
import io.lockstep.data.table.TableSchema;
import io.lockstep.network.Loss;
import java.util.ArrayList;
import java.util.List;

/** Tables as examples: what a configuration names, read by Spark. */
final class Tables {
    private final RunConfig config;
    private final ClusterSession session;
    private final RunListener listener;

    Tables(RunConfig config, ClusterSession session, RunListener listener) {
        this.config = config;
        this.session = session;
        this.listener = listener;
    }

    /** Whether a source is a table; needs no Spark. */
    static boolean isTable(String source, RunConfig config) {
        return !Sources.isNamed(source) && (!config.data().format().isEmpty() || TableSource.isTable(source));
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

    /** The card of all rows, fit for training or not. */
    TableCard describe(String source) {
        OpenedTable table = open(source(source));
        return session.run(() -> table.read(() ->
                TableCards.of(SourceTable.of(table), config.table().choice(), config.network().loss() == Loss.MSE)));
    }

    /** The first rows. */
    FirstRows first(String source, int count) {
        OpenedTable table = open(source(source));
        return session.run(() -> FirstRows.of(table, count));
    }

    private TableData load(String source, TableChoice choice, Loss loss, long seed, boolean withValidation) {
        listener.on(new RunEvent.DataFound(found(source)));
        OpenedTable table = open(source(source));
        requireLabel(table, choice);
        List<String> notices = new ArrayList<>();
        TableData data = session.run(() -> table.read(() -> TableData.load(
                session.spark(),
                SourceTable.of(table),
                choice,
                loss == Loss.MSE,
                withValidation ? heldOut(table) : HeldOut.NOTHING,
                seed,
                notices::add)));
        notices.removeAll(data.card().notices()); // which the card tells
        notices.forEach(listener::notice);
        return data;
    }

    private static void requireLabel(OpenedTable table, TableChoice choice) {
        if (choice.label().isEmpty()) {
            throw new ConfigException(
                    "data.label: expected the column of %s to predict, found none. Add --label COLUMN. The columns are %s."
                            .formatted(table.source(), names(table)));
        }
    }

    private static String names(OpenedTable table) {
        return Excerpt.of(String.join(", ", table.columns()), 400);
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
                                .formatted(table.source(), valid, names(table)));
            }
            OpenedTable other = open(source(valid));
            return new HeldOut.Other(SourceTable.of(other));
        }
    }
}
