package io.lockstep.pass.layers;

import io.lockstep.data.Targets;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Mean over the outputs of the squared error: {@code (output - target)²}. The target of an example with a class is the class as a number, as
 * in the lesson.
 *
 * <p>All stay matrices. A column less a row would not fail but give (rows, rows); squeezed to vectors, a block of one row would lose its last
 * dimension.
 */
public final class Mse implements LossModule {
    private INDArray difference = Nd4j.empty(); // (rows, out)
    private INDArray weight = Nd4j.empty(); // (rows, 1)

    @Override
    public double forward(INDArray output, Targets targets, float @Nullable [] weights) {
        difference = output.castTo(DataType.DOUBLE).subi(matrix(targets));
        weight = LossModule.column(targets.rows(), weights);
        return difference.mul(difference).muliColumnVector(weight).sumNumber().doubleValue() / targets.columns();
    }

    @Override
    public INDArray backward() {
        return difference
                .mul(2) // d (o - y)² / do
                .divi(difference.columns())
                .castTo(DataType.FLOAT)
                .muliColumnVector(weight.castTo(DataType.FLOAT));
    }

    /** targets as numbers: (rows, out). */
    private static INDArray matrix(Targets targets) {
        double[][] matrix = new double[targets.rows()][targets.columns()];
        for (int row = 0; row < matrix.length; row++) {
            for (int j = 0; j < matrix[row].length; j++) {
                matrix[row][j] = targets.value(row, j);
            }
        }
        return Nd4j.createFromArray(matrix);
    }
}
