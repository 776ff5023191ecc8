package io.lockstep.pass.layers;

import io.lockstep.data.ClassTargets;
import io.lockstep.data.Targets;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * {@code log sum exp(output) - output[label]}, the negative logarithm of the softmax at the label. The largest output of
 * each row is subtracted first, so that no exponential overflows. In double: near the end of training the softmax at the
 * label is so close to 1 that a float's difference to 1 has no digits left.
 */
public final class CrossEntropy implements LossModule {
    private INDArray target = Nd4j.empty(); // (rows, out), 1 at the label
    private INDArray shifted = Nd4j.empty(); // (rows, out), output less its largest
    private INDArray softmax = Nd4j.empty(); // (rows, out)
    private INDArray weight = Nd4j.empty(); // (rows, 1)

    @Override
    public double forward(INDArray output, Targets targets, float @Nullable [] weights) {
        target = Nd4j.zeros(DataType.DOUBLE, targets.rows(), output.columns());
        for (int row = 0; row < targets.rows(); row++) {
            target.putScalar(row, ((ClassTargets) targets).label(row), 1);
        }
        weight = LossModule.column(targets.rows(), weights);
        INDArray exact = output.castTo(DataType.DOUBLE);
        shifted = exact.subColumnVector(exact.max(true, 1));
        INDArray exp = Transforms.exp(shifted, true);
        INDArray sum = exp.sum(true, 1); // (rows, 1)
        softmax = exp.diviColumnVector(sum);
        return Transforms.log(sum, true).muli(weight).sumNumber().doubleValue()
                - shifted.mul(target).muliColumnVector(weight).sumNumber().doubleValue();
    }

    @Override
    public INDArray backward() {
        return softmax.sub(target)
                .castTo(DataType.FLOAT)
                .muliColumnVector(weight.castTo(DataType.FLOAT)); // d (log sum exp(o) - o[y]) / do
    }
}
