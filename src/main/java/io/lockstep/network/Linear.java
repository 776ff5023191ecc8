package io.lockstep.network;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** {@code output = input weight + bias}. */
final class Linear implements Module {
    private final INDArray weight; // (in, out)
    private final INDArray bias; // (1, out)
    private INDArray input = Nd4j.empty();
    private INDArray dWeight = Nd4j.empty();
    private INDArray dBias = Nd4j.empty();

    Linear(INDArray weight, INDArray bias) {
        this.weight = weight;
        this.bias = bias;
    }

    @Override
    public INDArray forward(INDArray input) {
        this.input = input;
        return input.mmul(weight).addiRowVector(bias);
    }

    @Override
    public INDArray backward(INDArray dOutput) {
        dWeight = input.transpose().mmul(dOutput); // (in, rows) (rows, out)
        dBias = dOutput.sum(true, 0); // every example adds the bias once
        return dOutput.mmul(weight.transpose()); // (rows, out) (out, in)
    }

    /** (in, out), after backward. */
    INDArray dWeight() {
        return dWeight;
    }

    /** (1, out), after backward. */
    INDArray dBias() {
        return dBias;
    }
}
