package io.lockstep.network;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The last of the modules: what the network's output costs, and the gradient with which backward begins. */
interface LossModule {

    /** output: (rows, out) -> the sum of the examples' losses. */
    double forward(INDArray output, byte[] labels);

    /** -> dOutput: (rows, out), the gradient of each example's own loss. */
    INDArray backward();

    /** Examples of the last forward whose class is predicted. */
    long correctCount();

    /** Sums in double: a float sum would lose digits as rows grow. */
    static double sum(INDArray values) {
        return values.castTo(DataType.DOUBLE).sumNumber().doubleValue();
    }

    /** labels as numbers: (rows, 1). */
    static INDArray column(byte[] labels) {
        float[] column = new float[labels.length];
        for (int row = 0; row < labels.length; row++) {
            column[row] = labels[row] & 0xff;
        }
        return Nd4j.createFromArray(column).reshape(labels.length, 1);
    }
}
