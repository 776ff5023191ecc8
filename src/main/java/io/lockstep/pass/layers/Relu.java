package io.lockstep.pass.layers;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** {@code output = max(input, 0) - shift}; the shift moves the mean of the activations, not their gradient. */
public final class Relu implements Module {
    private final float shift;
    private INDArray input = Nd4j.empty();

    /** With the shift subtracted from the result: 0, or the lesson's 0.5. */
    public Relu(float shift) {
        this.shift = shift;
    }

    @Override
    public INDArray forward(INDArray input) {
        this.input = input;
        return Transforms.relu(input, true).subi(shift); // not max, which takes NaN for 0
    }

    @Override
    public INDArray backward(INDArray dOutput) {
        return dOutput.mul(Transforms.step(input, true)); // 1 where the input is above 0, else 0
    }
}
