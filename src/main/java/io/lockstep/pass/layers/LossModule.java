package io.lockstep.pass.layers;

import org.nd4j.linalg.api.ndarray.INDArray;

/** The last module: the loss, and the gradient with which backward starts. */
public interface LossModule {

    /** output: (rows, out) -> the sum of the examples' losses. */
    double forward(INDArray output, byte[] labels);

    /** -> dOutput: (rows, out), the gradient of each example's own loss. */
    INDArray backward();
}
