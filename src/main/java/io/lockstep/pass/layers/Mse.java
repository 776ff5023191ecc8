package io.lockstep.pass.layers;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Squared error of one output against the label as a number: {@code (output - label)²}.
 *
 * <p>Both stay columns, (rows, 1). A column less a row would not fail but give (rows, rows); squeezed to vectors, a block of one
 * row would lose its last dimension.
 */
public final class Mse implements LossModule {
    private INDArray difference = Nd4j.empty();

    @Override
    public double forward(INDArray output, byte[] labels) {
        difference = output.castTo(DataType.DOUBLE).subi(column(labels));
        return difference.mul(difference).sumNumber().doubleValue();
    }

    @Override
    public INDArray backward() {
        return difference.mul(2).castTo(DataType.FLOAT); // d (o - y)² / do
    }

    /** labels as numbers: (rows, 1). */
    private static INDArray column(byte[] labels) {
        double[] column = new double[labels.length];
        for (int row = 0; row < labels.length; row++) {
            column[row] = labels[row] & 0xff;
        }
        return Nd4j.createFromArray(column).reshape(labels.length, 1);
    }
}
