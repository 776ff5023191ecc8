package io.lockstep.check;

import io.lockstep.block.Block;
import io.lockstep.data.ClassTargets;
import io.lockstep.data.Scaling;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.network.TensorLayout;
import io.lockstep.pass.BlockForward;
import io.lockstep.pass.BlockGradient;
import io.lockstep.pass.BlockPass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A pass in which a fault can be planted where it would happen. Without one it is right, as a test says. */
final class HandPass implements BlockPass {
    /** What people get wrong. */
    enum Fault {
        NONE,
        /** The mask is made of the activation, after the shift: units between 0 and 0.5 count as off. */
        MASK_OF_THE_SHIFTED_VALUE,
        /** The activation is compared by at-least: without a shift it is never below 0, and every unit counts as on. */
        MASK_AT_LEAST_ZERO_AFTER_ACTIVATION,
        MASK_INVERTED,
        /** Each weight's gradient lies in memory as (out, in). */
        WEIGHT_GRADIENTS_TRANSPOSED,
        /** A column less a vector is a matrix: every output meets every label. */
        LABELS_BROADCAST,
        /** The bias is taken for a constant of the block, not of each example. */
        BIAS_GRADIENT_OF_ONE_EXAMPLE,
        /** Weights are in the loss, but not in the gradient. */
        WEIGHTS_FORGOTTEN_BACKWARD,
        /** The bias's gradient is a mean over the block, and is divided by the number of examples once more. */
        BIAS_GRADIENT_AVERAGED_TWICE
    }

    private final Architecture architecture;
    private final float[] parameters;
    private final Scaling scaling;
    private final Fault fault;

    HandPass(Parameters parameters, Scaling scaling, Fault fault) {
        this.architecture = parameters.architecture();
        this.parameters = parameters.values();
        this.scaling = scaling;
        this.fault = fault;
    }

    @Override
    public BlockForward forward(Block block) {
        throw new UnsupportedOperationException("only gradients are planted");
    }

    @Override
    public float[] inputGradient(Block block) {
        throw new UnsupportedOperationException("only gradients are planted");
    }

    @Override
    public void close() {}

    @Override
    public BlockGradient gradient(Block block) {
        double[] sum = new double[architecture.parameterCount()];
        double lossSum = 0;
        for (int row = 0; row < block.rows(); row++) {
            double[] x = new double[block.columns()];
            float[] features = new float[block.columns()];
            block.features().copyRow(row, features);
            for (int k = 0; k < x.length; k++) {
                x[k] = scaling.scale(k, features[k]);
            }
            List<double[]> inputs = new ArrayList<>(List.of(x));
            List<double[]> outputs = new ArrayList<>();
            for (int layer = 1; layer <= architecture.layers(); layer++) {
                outputs.add(linear(layer, inputs.get(layer - 1)));
                inputs.add(activation(outputs.get(layer - 1)));
            }
            double[] output = outputs.get(outputs.size() - 1);
            double weight = block.weights() == null ? 1 : block.weights()[row];
            lossSum += weight * loss(output, block, row);
            double[] dOutput = dLoss(output, block, row);
            for (int j = 0; fault != Fault.WEIGHTS_FORGOTTEN_BACKWARD && j < dOutput.length; j++) {
                dOutput[j] *= weight;
            }
            backward(inputs, outputs, dOutput, sum, row);
        }
        if (fault == Fault.BIAS_GRADIENT_AVERAGED_TWICE) {
            for (int layer = 1; layer <= architecture.layers(); layer++) {
                TensorLayout bias = architecture.bias(layer);
                for (int i = bias.offset(); i < bias.end(); i++) {
                    sum[i] /= block.rows();
                }
            }
        }
        float[] rounded = new float[sum.length];
        for (int i = 0; i < sum.length; i++) {
            rounded[i] = (float) sum[i];
        }
        return new BlockGradient(
                block.index(),
                fault == Fault.WEIGHT_GRADIENTS_TRANSPOSED ? transposed(rounded) : rounded,
                lossSum,
                block.rows(),
                block.weightSum());
    }

    private void backward(List<double[]> inputs, List<double[]> outputs, double[] dOutput, double[] sum, int row) {
        for (int layer = architecture.layers(); layer >= 1; layer--) {
            int weight = architecture.weight(layer).offset();
            int bias = architecture.bias(layer).offset();
            double[] input = inputs.get(layer - 1);
            double[] dInput = new double[input.length];
            for (int j = 0; j < dOutput.length; j++) {
                for (int k = 0; k < input.length; k++) {
                    sum[weight + k * dOutput.length + j] += input[k] * dOutput[j];
                    dInput[k] += dOutput[j] * parameters[weight + k * dOutput.length + j];
                }
                sum[bias + j] += fault == Fault.BIAS_GRADIENT_OF_ONE_EXAMPLE && row > 0 ? 0 : dOutput[j];
            }
            if (layer > 1) {
                double[] z = outputs.get(layer - 2);
                for (int k = 0; k < z.length; k++) {
                    dInput[k] = isOn(z[k], input[k]) ? dInput[k] : 0;
                }
            }
            dOutput = dInput;
        }
    }

    private boolean isOn(double z, double activation) {
        return switch (fault) {
            case MASK_OF_THE_SHIFTED_VALUE -> activation > 0;
            case MASK_AT_LEAST_ZERO_AFTER_ACTIVATION -> activation >= 0;
            case MASK_INVERTED -> z <= 0;
            default -> z > 0;
        };
    }

    private double[] linear(int layer, double[] input) {
        TensorLayout weight = architecture.weight(layer);
        double[] output = new double[weight.shape().get(1)];
        for (int j = 0; j < output.length; j++) {
            output[j] = parameters[architecture.bias(layer).offset() + j];
            for (int k = 0; k < input.length; k++) {
                output[j] += input[k] * parameters[weight.offset() + k * output.length + j];
            }
        }
        return output;
    }

    private double[] activation(double[] z) {
        double shift = architecture.activation() == Activation.SHIFTED_RELU ? 0.5 : 0;
        return Arrays.stream(z).map(v -> Math.max(v, 0) - shift).toArray();
    }

    private double loss(double[] output, Block block, int row) {
        if (architecture.loss() == Loss.MSE) {
            double sum = 0;
            if (fault == Fault.LABELS_BROADCAST) {
                for (int other = 0; other < block.rows(); other++) {
                    double difference = output[0] - block.targets().value(other, 0);
                    sum += difference * difference;
                }
                return sum / block.rows();
            }
            for (int j = 0; j < output.length; j++) {
                double difference = output[j] - block.targets().value(row, j);
                sum += difference * difference;
            }
            return sum / output.length;
        }
        return Math.log(Arrays.stream(output).map(Math::exp).sum())
                - output[((ClassTargets) block.targets()).label(row)];
    }

    private double[] dLoss(double[] output, Block block, int row) {
        if (architecture.loss() == Loss.MSE) {
            double[] dOutput = new double[output.length];
            for (int j = 0; j < output.length; j++) {
                dOutput[j] = 2 * (output[j] - target(block, row, j)) / output.length;
            }
            return dOutput;
        }
        double sum = Arrays.stream(output).map(Math::exp).sum();
        double[] dOutput = Arrays.stream(output).map(o -> Math.exp(o) / sum).toArray();
        dOutput[((ClassTargets) block.targets()).label(row)] -= 1;
        return dOutput;
    }

    private double target(Block block, int row, int column) {
        if (fault != Fault.LABELS_BROADCAST) {
            return block.targets().value(row, column);
        }
        double mean = 0;
        for (int other = 0; other < block.rows(); other++) {
            mean += block.targets().value(other, column) / block.rows();
        }
        return mean;
    }

    private float[] transposed(float[] gradient) {
        float[] transposed = gradient.clone();
        for (int layer = 1; layer <= architecture.layers(); layer++) {
            TensorLayout weight = architecture.weight(layer);
            int in = weight.shape().get(0);
            int out = weight.shape().get(1);
            for (int k = 0; k < in; k++) {
                for (int j = 0; j < out; j++) {
                    transposed[weight.offset() + j * in + k] = gradient[weight.offset() + k * out + j];
                }
            }
        }
        return transposed;
    }
}
