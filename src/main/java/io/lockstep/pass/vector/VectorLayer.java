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
    private final double[] dBias;
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
        dBias = new double[stride];
        if (folding == null) {
            weight.load(this.parameters, weightLayout.offset(), out, 1);
        } else {
            fold(folding);
        }
    }

    /** weight = factor weight, bias = bias + offset weight. */
    private void fold(Folding scaled) {
        float[] folded = new float[in * stride];
        double[] sum = new double[out];
        for (int k = 0; k < in; k++) {
            float factor = scaled.factor(k);
            double offset = scaled.offset(k);
            int from = weightLayout.offset() + k * out;
            int to = k * stride;
            for (int j = 0; j < out; j++) {
                folded[to + j] = factor * parameters[from + j];
            }
            if (offset != 0) {
                for (int j = 0; j < out; j++) {
                    sum[j] += offset * parameters[from + j];
                }
            }
        }
        for (int j = 0; j < out; j++) {
            bias[j] += (float) sum[j];
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
        for (int row = 0; row < rows; row++) {
            int from = row * stride;
            for (int j = 0; j < stride; j++) {
                output[from + j] += bias[j];
            }
        }
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
        for (int j = 0; j < out; j++) {
            gradientSum[biasLayout.offset() + j] = (float) dBias[j];
        }
        for (int k = 0; k < in; k++) {
            unfold(k, gradientSum);
        }
    }

    /** In double, because equal terms are all rounded the same way. */
    private void addColumns(float[] dOutput) {
        Arrays.fill(dBias, 0);
        for (int row = 0; row < rows; row++) {
            int from = row * stride;
            for (int j = 0; j < out; j++) {
                dBias[j] += dOutput[from + j];
            }
        }
    }

    /** dWeight = factor dWeight + offset dBias; + 0, because a zero's sign may depend on what was skipped. */
    private void unfold(int k, float[] gradientSum) {
        int from = k * stride;
        int to = weightLayout.offset() + k * out;
        int dBiasAt = biasLayout.offset();
        float factor = folding == null ? 1 : folding.factor(k);
        float offset = folding == null ? 0 : folding.offset(k);
        if (offset == 0) {
            for (int j = 0; j < out; j++) {
                gradientSum[to + j] = factor * dWeight[from + j] + 0f;
            }
        } else {
            for (int j = 0; j < out; j++) {
                gradientSum[to + j] = Math.fma(factor, dWeight[from + j], offset * gradientSum[dBiasAt + j]) + 0f;
            }
        }
    }

    /** dOutput: (rows, out), weight: (in, out) -> dInput = dOutput weightᵀ: (rows, in). */
    float[] dInput(LeftFactor dOutput) {
        if (weightTransposed == null) {
            weightTransposed = loops.factor(out, in);
            weightTransposed.load(parameters, weightLayout.offset(), 1, out);
        }
        if (dInput.length < rows * weightTransposed.stride()) {
            dInput = new float[rows * weightTransposed.stride()];
        }
        weightTransposed.multiply(dOutput, dInput);
        return dInput;
    }

    /** The same where dOutput is of the first layer: (rows, in) without padding, in units of the scaled input. */
    float[] inputGradient(float[] dOutput) {
        float[] values = dInput(factor(dOutput));
        return DenseFactor.of(values, rows, in, weightStride()).compact();
    }

    private int weightStride() {
        return Objects.requireNonNull(weightTransposed).stride();
    }

    /** activation = max(output, 0) - shift: (rows, out). */
    void activate(float shift) {
        for (int i = 0; i < rows * stride; i++) {
            activation[i] = Math.max(output[i], 0) - shift; // Math.max lets NaN through, to be found
        }
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
