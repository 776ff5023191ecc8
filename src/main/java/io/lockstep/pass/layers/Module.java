package io.lockstep.pass.layers;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer: a function and its derivative side by side. The input of forward is kept until backward has used it.
 *
 * <p>Rows are examples. Gradients are of the sum of the examples' losses, not of their mean.
 */
public interface Module {

    /** input: (rows, in) -> output: (rows, out). */
    INDArray forward(INDArray input);

    /** dOutput: (rows, out), the gradient of the output -> dInput: (rows, in), the gradient of the input. */
    INDArray backward(INDArray dOutput);
}
