package io.lockstep.cli;

import io.lockstep.config.RunConfig;
import io.lockstep.data.Dataset;
import io.lockstep.data.DatasetCard;
import io.lockstep.data.Examples;
import io.lockstep.data.SplitName;

/**
 * What a run trains on and what it holds out, read once from end to end.
 *
 * @param note which data was taken and why
 * @param examples the training split
 * @param card of its rows in use
 * @param heldOut the validation split
 * @param heldOutCard of all of it
 */
record TrainData(String note, Examples examples, DatasetCard card, Examples heldOut, DatasetCard heldOutCard) {

    /** Finds, reads and shows the data that a configuration names. */
    static TrainData open(RunConfig.Data config, Screen screen) {
        Sources.Source source = Sources.open(config.source(), config, line -> screen.line("  %s", line));
        Dataset dataset = source.dataset();
        screen.heading("Data: " + source.note());
        Examples examples = dataset.split(SplitName.TRAIN);
        int rows = config.rows() == 0 ? examples.rows() : config.rows();
        DatasetCard card = DatasetCard.of(examples, dataset.location(), rows);
        screen.card(card);
        Examples heldOut = dataset.split(SplitName.VALID);
        DatasetCard heldOutCard = DatasetCard.of(heldOut, dataset.location(), heldOut.rows());
        screen.line("  held out    %s, %,d rows", heldOutCard.name(), heldOutCard.rows());
        return new TrainData(source.note(), examples, card, heldOut, heldOutCard);
    }
}
