package io.lockstep.check;

import io.lockstep.gradient.Gradient;
import java.util.Collections;
import java.util.List;

/**
 * The result of a check for one batch.
 *
 * @param gradient of the mean loss
 * @param sampled positions of the parameters that were sampled, elsewhere the gradient is 0; empty if all were computed
 * @param errors bound of its own error: the norm for each tensor, and last that of the loss
 * @param note remark for the reader of the comparison; may be empty
 * @param binding whether a difference is an error of the gradient; false for a check that is known to be inexact here
 */
public record Answer(Gradient gradient, int[] sampled, List<Double> errors, String note, boolean binding) {

    /** Of a check that computed all positions, in arithmetic whose own error is negligible. */
    public static Answer of(Gradient gradient) {
        int tensors = gradient.architecture().tensors().size();
        return new Answer(gradient, new int[0], Collections.nCopies(tensors + 1, 0.0), "", true);
    }

    /** The same with a note, and whether it is binding. */
    public Answer noting(String text, boolean isRight) {
        return new Answer(gradient, sampled, errors, text, isRight);
    }

    /** Another gradient of the same batch, at the positions that this answer sampled. */
    Gradient whereAnswered(Gradient other) {
        return sampled.length == 0 ? other : other.only(sampled);
    }
}
