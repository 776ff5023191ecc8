package io.lockstep.check;

import io.lockstep.data.Spelling;

/** The independent checks of a gradient, in the order in which they run. */
public enum Opinion {
    /** The same kernel on one thread, without Spark: must agree to the last bit. */
    LOCAL,
    /** Plain Java loops that share no code with the kernels: must agree within the arithmetic's error. */
    REFERENCE,
    /** The lesson's modules on ND4J, in float32 as the kernel: must agree within the rounding of both. */
    ND4J,
    /** ND4J's SameDiff derives the gradient from the forward pass alone. */
    AUTODIFF,
    /** A Deeplearning4j network with the same weights. */
    DL4J,
    /** A step of Deeplearning4j's parameter averaging on Spark, turned back into a gradient. */
    DL4J_SPARK,
    /** Central differences of the loss at sampled coordinates. */
    NUMERICAL;

    /** As in configuration: {@code local}, {@code nd4j}, {@code dl4j-spark}. */
    @Override
    public String toString() {
        return Spelling.of(this);
    }
}
