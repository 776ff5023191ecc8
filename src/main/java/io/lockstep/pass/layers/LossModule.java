package io.lockstep.pass.layers;

import org.nd4j.linalg.api.ndarray.INDArray;

/** The last of the modules: what the network's output costs, and the gradient with which backward begins. */
public interface LossModule {

    /** output: (rows, out) -> the sum of the examples' losses. */
    double forward(INDArray output, byte[] labels);

    /** -> dOutput: (rows, out), the gradient of each example's own loss. */
    INDArray backward();
}
