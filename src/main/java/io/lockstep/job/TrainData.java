package io.lockstep.job;

import io.lockstep.config.RunConfig;
import io.lockstep.data.Dataset;
import io.lockstep.data.DatasetCard;
import io.lockstep.data.Examples;
import io.lockstep.data.SplitName;

/**
 * What a run trains on and its validation set, read once from end to end.
 *
 * @param note which data was taken and why
 * @param examples the training split
 * @param card of its rows in use
 * @param heldOut the validation set
 * @param heldOutCard of all of it
 */
record TrainData(String note, Examples examples, DatasetCard card, Examples heldOut, DatasetCard heldOutCard) {

    /** Finds and reads the data that a configuration names. */
    static TrainData open(RunConfig.Data config, RunListener listener) {
        Sources.Source source = Sources.open(config.source(), config, listener);
        Dataset dataset = source.dataset();
        Examples examples = dataset.split(SplitName.TRAIN);
        long rows = config.rows() == 0 ? examples.rows() : config.rows();
        DatasetCard card = DatasetCard.of(examples, dataset.location(), rows);
        listener.on(new RunEvent.DataRead(card));
        Examples heldOut = dataset.split(SplitName.VALID);
        DatasetCard heldOutCard = DatasetCard.of(heldOut, dataset.location(), heldOut.rows());
        listener.on(new RunEvent.ValidationDataRead(heldOutCard));
        return new TrainData(source.note(), examples, card, heldOut, heldOutCard);
    }
}
