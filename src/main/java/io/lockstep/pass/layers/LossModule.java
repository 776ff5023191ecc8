package io.lockstep.pass.layers;

import io.lockstep.data.Targets;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The last module: the loss, and the gradient with which backward starts. */
public interface LossModule {

    /** output: (rows, out), weights: (rows) or null where each is 1 -> the sum of the examples' losses, each times its weight. */
    double forward(INDArray output, Targets targets, float @Nullable [] weights);

    /** The same where each example counts 1. */
    default double forward(INDArray output, Targets targets) {
        return forward(output, targets, null);
    }

    /** -> dOutput: (rows, out), the gradient of each example's own loss, times its weight. */
    INDArray backward();

    /** Weights as a column of doubles: (rows, 1). */
    static INDArray column(int rows, float @Nullable [] weights) {
        double[] column = new double[rows];
        for (int row = 0; row < rows; row++) {
            column[row] = weights == null ? 1 : weights[row];
        }
        return Nd4j.createFromArray(column).reshape(rows, 1);
    }
}
