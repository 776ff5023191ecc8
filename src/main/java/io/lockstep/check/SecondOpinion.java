package io.lockstep.check;

import io.lockstep.block.Batch;
import io.lockstep.gradient.GradientSource;
import io.lockstep.network.Parameters;

/** A gradient source that serves as an independent check of others. */
public interface SecondOpinion extends GradientSource {

    /** Whether it computes the same operations in the same order, so that results must be bit-identical. */
    default boolean exact() {
        return false;
    }

    /** Whether it computes in float32, so that it may be as far from the exact gradient as the pass that is checked. */
    default boolean inFloat() {
        return false;
    }

    /** The gradient of a batch at these parameters, with what is needed to compare it. */
    default Answer answer(Parameters parameters, Batch batch) {
        return Answer.of(gradientSum(parameters, batch).mean());
    }
}
