package io.lockstep.pass.vector;

import io.lockstep.network.Parameters;
import io.lockstep.network.TensorLayout;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One linear layer of a {@link VectorPass} with the values kept between forward and backward. Rows of its matrices are {@link #stride} apart. */
final class VectorLayer {
    private final Loops loops;
    private final TensorLayout weightLayout;
    private final TensorLayout biasLayout;
    private final int in;
    private final int out;
    private final int stride;
    private final float[] parameters;
    private final @Nullable Folding folding; // of the first layer
    private final RightFactor weight;
    private final float[] bias;
    private final float[] dBias;
    private @Nullable RightFactor weightTransposed;
    private @Nullable RightFactor dOutputFactor;
    private float[] dWeight = new float[0];
    private float[] dInput = new float[0];
    private float[] output = new float[0];
    private float[] activation = new float[0];
    private int rows;

    /** The layer of this number, from 1. */
    VectorLayer(Parameters parameters, int number, @Nullable Folding folding, Loops loops) {
        this.loops = loops;
        this.folding = folding;
        this.parameters = parameters.values();
        weightLayout = parameters.architecture().weight(number);
        biasLayout = parameters.architecture().bias(number);
        in = weightLayout.shape().get(0);
        out = weightLayout.shape().get(1);
        weight = loops.factor(in, out);
        stride = weight.stride();
        bias = Arrays.copyOf(parameters.tensor(biasLayout), stride);
        dBias = new float[stride];
        if (folding == null) {
            weight.load(this.parameters, weightLayout.offset(), out, 1);
        } else {
            fold(folding);
        }
    }

    /** bias = bias + offset weight, weight = factor weight. */
    private void fold(Folding scaled) {
        float[] folded = new float[in * stride];
        double[] sum = new double[stride];
        for (int k = 0, to = 0; k < in; k++, to += stride) {
            System.arraycopy(parameters, weightLayout.offset() + k * out, folded, to, out);
            if (scaled.offset(k) != 0) {
                addTo(sum, scaled.offset(k), folded, to);
            }
            loops.scale(folded, to, scaled.factor(k), 0, bias);
        }
        for (int j = 0; j < out; j++) {
            bias[j] = (float) (bias[j] + sum[j]);
        }
        weight.load(folded, 0, stride, 1);
    }

    /** x: (rows, in), weight: (in, out) -> output = x weight + bias: (rows, out). */
    void forward(LeftFactor x) {
        rows = x.rows();
        if (output.length < rows * stride) {
            output = new float[rows * stride];
            activation = new float[rows * stride];
        }
        weight.multiply(x, output);
        loops.addToRows(output, rows, bias);
    }

    /** dOutput: (rows, out) -> dWeight = xᵀ dOutput: (in, out), dBias = column sums of dOutput: (out). */
    void backward(LeftFactor xTransposed, float[] dOutput, float[] gradientSum) {
        if (dOutputFactor == null || dOutputFactor.terms != rows) {
            dOutputFactor = loops.factor(rows, out);
            dWeight = new float[in * stride];
        }
        dOutputFactor.load(dOutput, 0, stride, 1);
        dOutputFactor.multiply(xTransposed, dWeight);
        addColumns(dOutput);
        System.arraycopy(dBias, 0, gradientSum, biasLayout.offset(), out);
        for (int k = 0, from = 0; k < in; k++, from += stride) {
            // dWeight = factor dWeight + offset dBias, by the chain rule
            loops.scale(dWeight, from, factor(k), offset(k), dBias);
            System.arraycopy(dWeight, from, gradientSum, weightLayout.offset() + k * out, out);
        }
    }

    private float factor(int k) {
        return folding == null ? 1 : folding.factor(k);
    }

    private float offset(int k) {
        return folding == null ? 0 : folding.offset(k);
    }

    /** sums += factor values, in double, because equal terms would all be rounded the same way. */
    private static void addTo(double[] sums, double factor, float[] values, int from) {
        for (int j = 0; j < sums.length; j++) {
            sums[j] += factor * values[from + j];
        }
    }

    /** dBias = column sums of dOutput. */
    private void addColumns(float[] dOutput) {
        double[] sum = new double[stride];
        for (int row = 0; row < rows; row++) {
            addTo(sum, 1, dOutput, row * stride);
        }
        for (int j = 0; j < stride; j++) {
            dBias[j] = (float) sum[j];
        }
    }

    /** dOutput: (rows, out), weight: (in, out) -> dInput = dOutput weightᵀ: (rows, in). */
    float[] dInput(float[] dOutput) {
        if (weightTransposed == null) {
            weightTransposed = loops.factor(out, in);
            weightTransposed.load(parameters, weightLayout.offset(), 1, out);
        }
        if (dInput.length < rows * weightTransposed.stride()) {
            dInput = new float[rows * weightTransposed.stride()];
        }
        weightTransposed.multiply(factor(dOutput), dInput);
        return dInput;
    }

    /** The same where dOutput is of the first layer: (rows, in) without padding, in units of the scaled input. */
    float[] inputGradient(float[] dOutput) {
        float[] values = dInput(dOutput);
        return DenseFactor.of(values, rows, in, weightStride()).compact();
    }

    private int weightStride() {
        return Objects.requireNonNull(weightTransposed).stride();
    }

    /** activation = max(output, 0) - shift: (rows, out). */
    void activate(float shift) {
        loops.rectify(output, activation, rows * stride, shift);
    }

    /** dActivation: (rows, out), the gradient of the activation's output -> the gradient of its input; the shift has no part in it. */
    float[] dActivation(float[] dActivation) {
        loops.mask(dActivation, output, rows * stride);
        return dActivation;
    }

    /** A matrix (rows, out) as the left factor of a product. */
    DenseFactor factor(float[] values) {
        return DenseFactor.of(values, rows, out, stride);
    }

    /** (rows, out) before the activation. */
    float[] output() {
        return output;
    }

    /** (rows, out) after the activation. */
    float[] activation() {
        return activation;
    }

    /** Floats from one row of output, activation and dOutput to the next. */
    int stride() {
        return stride;
    }
}
