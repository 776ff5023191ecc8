package io.lockstep.check;

import io.lockstep.block.Batch;
import io.lockstep.gradient.GradientSource;
import io.lockstep.network.Parameters;

/** A gradient source that others are held against. */
public interface SecondOpinion extends GradientSource {

    /** Whether it computes the same in the same order, so that every bit must be equal. */
    default boolean exact() {
        return false;
    }

    /** The gradient of a batch at these parameters, with what is needed to compare it. */
    default Answer answer(Parameters parameters, Batch batch) {
        return Answer.of(gradientSum(parameters, batch).mean());
    }
}
