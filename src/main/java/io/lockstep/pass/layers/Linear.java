package io.lockstep.pass.layers;

import io.lockstep.network.Initializer;
import java.util.Random;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** {@code output = input weight + bias}. */
public final class Linear implements Module, AutoCloseable {
    private final INDArray weight; // (in, out)
    private final INDArray bias; // (1, out)
    private INDArray input = Nd4j.empty();
    private INDArray dWeight = Nd4j.empty();
    private INDArray dBias = Nd4j.empty();

    /** A layer with a weight, (in, out), and a bias, (1, out). */
    public Linear(INDArray weight, INDArray bias) {
        this.weight = weight;
        this.bias = bias;
    }

    /** An initialised layer: the weight drawn, the bias 0. The same seed gives bit-identical values on every machine. */
    public static Linear initial(int in, int out, Initializer initializer, long seed) {
        float[] weight = new float[in * out];
        initializer.draw(weight, 0, in, out, new Random(seed));
        return new Linear(Nd4j.create(weight, new long[] {in, out}, 'c'), Nd4j.zeros(DataType.FLOAT, 1, out));
    }

    @Override
    public INDArray forward(INDArray input) {
        this.input = input;
        return input.mmul(weight).addi(bias); // not addiRowVector: where there is one output, it takes a NaN for 0
    }

    @Override
    public INDArray backward(INDArray dOutput) {
        dWeight = input.transpose().mmul(dOutput); // (in, rows) (rows, out)
        // every example adds the bias once; in double, because equal terms are all rounded the same way
        dBias = dOutput.castTo(DataType.DOUBLE).sum(true, 0).castTo(DataType.FLOAT);
        return dOutput.mmul(weight.transpose()); // (rows, out) (out, in)
    }

    /** (in, out). */
    public INDArray weight() {
        return weight;
    }

    /** (1, out). */
    public INDArray bias() {
        return bias;
    }

    /** (in, out), after backward. */
    public INDArray dWeight() {
        return dWeight;
    }

    /** (1, out), after backward. */
    public INDArray dBias() {
        return dBias;
    }

    @Override
    public void close() {
        weight.close();
        bias.close();
    }
}
