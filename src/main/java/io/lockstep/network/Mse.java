package io.lockstep.network;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Squared error of one output against the label as a number: {@code (output - label)²}.
 *
 * <p>Both stay columns, (rows, 1). Squeezed to vectors they would still work here; a column minus a vector would not
 * fail but give (rows, rows), and a block of one row would lose its last dimension too.
 */
final class Mse implements LossModule {
    private INDArray difference = Nd4j.empty();

    @Override
    public double forward(INDArray output, byte[] labels) {
        difference = output.sub(LossModule.column(labels));
        return LossModule.sum(difference.mul(difference));
    }

    @Override
    public INDArray backward() {
        return difference.mul(2); // d (o - y)² / do
    }

    @Override
    public long correctCount() {
        return Transforms.abs(difference)
                .lt(0.5)
                .castTo(org.nd4j.linalg.api.buffer.DataType.INT64)
                .sumNumber()
                .longValue();
    }
}
