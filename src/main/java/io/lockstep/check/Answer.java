package io.lockstep.check;

import io.lockstep.gradient.Gradient;
import java.util.Collections;
import java.util.List;

/**
 * What a second opinion says of one batch.
 *
 * @param gradient of the mean loss
 * @param sampled positions of the parameters that it looked at, elsewhere its gradient is 0; empty if it looked at all
 * @param errors how far it may be off by itself: the norm of each tensor's error, and last that of the loss
 * @param note what a reader of the comparison should know; may be empty
 * @param binding whether the gradient is wrong where the two differ; false for an opinion that is known to be wrong here
 */
public record Answer(Gradient gradient, int[] sampled, List<Double> errors, String note, boolean binding) {

    /** Of an opinion that looked everywhere, in arithmetic whose own error is negligible. */
    public static Answer of(Gradient gradient) {
        int tensors = gradient.architecture().tensors().size();
        return new Answer(gradient, new int[0], Collections.nCopies(tensors + 1, 0.0), "", true);
    }

    /** The same with a note, and whether it is known to be right. */
    public Answer noting(String text, boolean isRight) {
        return new Answer(gradient, sampled, errors, text, isRight);
    }

    /** Another gradient of the same batch, at the positions that this answer looked at. */
    Gradient whereAnswered(Gradient other) {
        return sampled.length == 0 ? other : other.only(sampled);
    }
}
