package io.lockstep.pass.layers;

import io.lockstep.block.Block;
import io.lockstep.data.Scaling;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The network's input for a block. */
public final class Inputs {
    private Inputs() {}

    /** features: (rows, in) -> x: (rows, in) scaled floats. */
    public static INDArray of(Block block, Scaling scaling) {
        return Nd4j.create(scaling.inputs(block.features()), new long[] {block.rows(), block.columns()}, 'c');
    }
}
