package io.lockstep.job;

import io.lockstep.cluster.table.TableData;
import io.lockstep.config.RunConfig;
import io.lockstep.data.DataCard;
import io.lockstep.data.Dataset;
import io.lockstep.data.DatasetCard;
import io.lockstep.data.Examples;
import io.lockstep.data.Scaling;
import io.lockstep.data.SplitName;
import io.lockstep.data.table.TableSchema;
import io.lockstep.run.SavedModel;
import org.jspecify.annotations.Nullable;

/**
 * What a run trains on and its validation set.
 *
 * @param note which data was taken and why
 * @param train the training examples
 * @param valid the validation set; null where there is none
 */
public record TrainData(
        String note, ExampleSet train, @Nullable ExampleSet valid) {

    /**
     * Rows of a table that the caller has read.
     *
     * @param note where they are from, for the record
     */
    public static TrainData of(String note, TableData table) {
        return new TrainData(
                note, new TableSet(table, false), table.validCard() == null ? null : new TableSet(table, true));
    }

    /** The description of the validation set; null where there is none. */
    @Nullable
    DataCard validCard() {
        return valid == null ? null : valid.card();
    }

    /** Finds and reads the data that a configuration names; a table is read by Spark. */
    static TrainData open(RunConfig config, @Nullable SavedModel initial, Connection spark, RunListener listener) {
        requireKind(initial, config.data().source(), config);
        if (Tables.isTable(config.data().source(), config)) {
            return new Tables(config, spark.session(), listener)
                    .train(config.data().source(), schema(initial));
        }
        Sources.requireNoTableKeys(config.data().source(), config);
        Sources.Source source = Sources.open(config.data().source(), config.data(), listener);
        ImageSet train = train(source.dataset(), config, initial, listener);
        return new TrainData(source.note(), train, valid(source.dataset(), train.scaling(), listener));
    }

    /** Only the training examples, from this source. */
    static ExampleSet train(
            RunConfig config, @Nullable SavedModel initial, String source, Connection spark, RunListener listener) {
        requireKind(initial, source, config);
        if (Tables.isTable(source, config)) {
            return new Tables(config, spark.session(), listener).trainOnly(source, schema(initial));
        }
        return train(Sources.open(source, config.data(), listener).dataset(), config, initial, listener);
    }

    private static void requireKind(@Nullable SavedModel initial, String source, RunConfig config) {
        if (initial != null) {
            WarmStart.requireKind(initial, Tables.isTable(source, config), config);
        }
    }

    private static @Nullable TableSchema schema(@Nullable SavedModel initial) {
        return initial == null ? null : initial.card().schema();
    }

    private static ImageSet train(
            Dataset dataset, RunConfig config, @Nullable SavedModel initial, RunListener listener) {
        Examples examples = dataset.split(SplitName.TRAIN);
        long rows = config.data().rows() == 0 ? examples.rows() : config.data().rows();
        DatasetCard card = DatasetCard.of(examples, dataset.location(), rows);
        listener.on(new RunEvent.DataRead(card));
        Scaling scaling = initial == null
                ? Sources.scaling(config.table().scale(), card)
                : initial.card().scaling();
        return new ImageSet(examples, card, scaling);
    }

    private static ImageSet valid(Dataset dataset, Scaling scaling, RunListener listener) {
        Examples examples = dataset.split(SplitName.VALID);
        DatasetCard card = DatasetCard.of(examples, dataset.location(), examples.rows());
        listener.on(new RunEvent.ValidationDataRead(card));
        return new ImageSet(examples, card, scaling);
    }
}
