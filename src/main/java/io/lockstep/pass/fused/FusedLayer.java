package io.lockstep.pass.fused;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.cblas_sgemm;

import io.lockstep.network.Parameters;
import io.lockstep.network.TensorLayout;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;

/** One linear layer of a {@link FusedPass} with the values kept between forward and backward. */
final class FusedLayer implements AutoCloseable {
    private final TensorLayout weightLayout;
    private final TensorLayout biasLayout;
    private final int in;
    private final int out;
    private final float[] parameters;
    private final float[] offset;
    private final FloatPointer weight;
    private final FloatPointer dWeight;
    /** Columns of x that take part in the products: all of them, unless {@link #leaveOut} says otherwise. */
    private int inputs;

    private int rows;
    private int capacity;
    private float[] output = new float[0];
    private float[] activation = new float[0];
    private float[] dInput = new float[0];
    private FloatPointer nativeOutput = new FloatPointer();
    private FloatPointer nativeActivation = new FloatPointer();
    private FloatPointer nativeDInput = new FloatPointer();

    /** The layer of this number, from 1. */
    FusedLayer(Parameters parameters, int number) {
        weightLayout = parameters.architecture().weight(number);
        biasLayout = parameters.architecture().bias(number);
        in = weightLayout.shape().get(0);
        out = weightLayout.shape().get(1);
        this.parameters = parameters.values();
        offset = parameters.tensor(biasLayout);
        weight = new FloatPointer((long) in * out);
        dWeight = new FloatPointer((long) in * out);
        takeAll();
    }

    private void takeAll() {
        inputs = in;
        weight.put(parameters, weightLayout.offset(), in * out);
    }

    /** Allocates memory for a block. */
    void resize(int blockRows) {
        rows = blockRows;
        if (capacity < rows) {
            capacity = rows;
            output = new float[rows * out];
            activation = new float[rows * out];
            nativeOutput.close();
            nativeOutput = new FloatPointer((long) rows * out);
            nativeActivation.close();
            nativeActivation = new FloatPointer((long) rows * out);
        }
    }

    /**
     * Omits the constant columns of x from the products: they add the same x weight to every row, which is added to the
     * bias.
     */
    void leaveOut(BlockFeatures features) {
        inputs = features.varying();
        FloatBuffer packed = weight.asBuffer();
        for (int i = 0; i < inputs; i++) {
            packed.put(parameters, weightRow(features.varying(i)), out);
        }
        double[] ofConstant = new double[out];
        for (int i = 0; i < features.constant(); i++) {
            int column = features.constant(i);
            double x = features.valueOf(column);
            int from = weightRow(column);
            for (int j = 0; j < out; j++) {
                ofConstant[j] += x * parameters[from + j];
            }
        }
        for (int j = 0; j < out; j++) {
            offset[j] = (float) (parameters[biasLayout.offset() + j] + ofConstant[j]);
        }
    }

    private int weightRow(int column) {
        return weightLayout.offset() + column * out;
    }

    /** x: (rows, in), weight: (in, out) -> output = x weight + bias: (rows, out). */
    void forward(FloatPointer x) {
        if (inputs == 0) {
            nativeOutput.zero();
        } else {
            cblas_sgemm(
                    CblasRowMajor,
                    CblasNoTrans,
                    CblasNoTrans,
                    rows,
                    out,
                    inputs,
                    1,
                    x,
                    inputs,
                    weight,
                    out,
                    0,
                    nativeOutput,
                    out);
        }
        nativeOutput.get(output, 0, rows * out);
        for (int row = 0, i = 0; row < rows; row++) {
            for (int j = 0; j < out; j++, i++) {
                output[i] += offset[j];
            }
        }
    }

    /** activation = max(output, 0) - shift: (rows, out). */
    void activate(float shift) {
        for (int i = 0; i < rows * out; i++) {
            activation[i] = Math.max(output[i], 0) - shift; // Math.max lets NaN through, to be found
        }
        nativeActivation.put(activation, 0, rows * out);
    }

    /** dActivation: (rows, out), the gradient of the activation's output -> the gradient of its input. */
    float[] dActivation(float[] dActivation) {
        for (int i = 0; i < rows * out; i++) {
            dActivation[i] = output[i] <= 0 ? 0 : dActivation[i]; // the shift has no part in it; NaN goes through
        }
        return dActivation;
    }

    /** dOutput: (rows, out) -> dWeight = xᵀ dOutput: (in, out), dBias = column sums of dOutput: (out). */
    void backward(FloatPointer x, float[] dOutput, float[] gradientSum) {
        multiplyBackward(x, dOutput);
        dWeight.get(gradientSum, weightLayout.offset(), in * out);
        double[] dBias = columnSums(dOutput);
        for (int j = 0; j < out; j++) {
            gradientSum[biasLayout.offset() + j] = (float) dBias[j];
        }
    }

    /** The same, where {@link #leaveOut} has left out columns: there x is one number, and dWeight that number times dBias. */
    void backward(BlockFeatures x, float[] dOutput, float[] gradientSum) {
        multiplyBackward(x.values(), dOutput);
        FloatBuffer packed = dWeight.asBuffer();
        for (int i = 0; i < inputs; i++) {
            packed.get(gradientSum, weightRow(x.varying(i)), out);
        }
        double[] dBias = columnSums(dOutput);
        for (int i = 0; i < x.constant(); i++) {
            int column = x.constant(i);
            double value = x.valueOf(column);
            int to = weightRow(column);
            for (int j = 0; j < out; j++) {
                gradientSum[to + j] = (float) (value * dBias[j]);
            }
        }
        for (int j = 0; j < out; j++) {
            gradientSum[biasLayout.offset() + j] = (float) dBias[j];
        }
    }

    private void multiplyBackward(FloatPointer x, float[] dOutput) {
        nativeOutput.put(dOutput, 0, rows * out);
        if (inputs > 0) {
            cblas_sgemm(
                    CblasRowMajor,
                    CblasTrans,
                    CblasNoTrans,
                    inputs,
                    out,
                    rows,
                    1,
                    x,
                    inputs,
                    nativeOutput,
                    out,
                    0,
                    dWeight,
                    out);
        }
    }

    private double[] columnSums(float[] dOutput) {
        double[] sums = new double[out];
        for (int row = 0, i = 0; row < rows; row++) {
            for (int j = 0; j < out; j++, i++) {
                sums[j] += dOutput[i];
            }
        }
        return sums;
    }

    /** After backward: dInput = dOutput weightᵀ: (rows, in). */
    float[] dInput() {
        if (inputs < in) {
            takeAll();
        }
        if (dInput.length < rows * in) {
            dInput = new float[capacity * in];
            nativeDInput.close();
            nativeDInput = new FloatPointer((long) capacity * in);
        }
        cblas_sgemm(
                CblasRowMajor,
                CblasNoTrans,
                CblasTrans,
                rows,
                in,
                out,
                1,
                nativeOutput,
                out,
                weight,
                out,
                0,
                nativeDInput,
                in);
        nativeDInput.get(dInput, 0, rows * in);
        return dInput;
    }

    /** (rows, out) before the activation; the array may be longer. */
    float[] output() {
        return output;
    }

    /** (rows, out) after the activation; the array may be longer. */
    float[] activation() {
        return activation;
    }

    /** The same in native memory. */
    FloatPointer nativeActivation() {
        return nativeActivation;
    }

    /** Numbers in the output. */
    int outputSize() {
        return rows * out;
    }

    @Override
    public void close() {
        weight.close();
        dWeight.close();
        nativeOutput.close();
        nativeActivation.close();
        nativeDInput.close();
    }
}
