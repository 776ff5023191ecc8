package io.lockstep.pass;

import io.lockstep.block.Block;
import io.lockstep.block.ImageBlock;
import io.lockstep.data.Standardizer;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.network.TensorLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The forward pass as a textbook writes it, in double and for one example at a time; the opinion that tests derive from. */
public final class PlainNetwork {
    private final Architecture architecture;
    private final double[] parameters;

    public PlainNetwork(Parameters parameters) {
        architecture = parameters.architecture();
        this.parameters = new double[parameters.values().length];
        Arrays.setAll(this.parameters, i -> parameters.values()[i]);
    }

    /** What one example gives: the output of each module, and the side of zero of each hidden unit. */
    public record Outputs(List<double[]> modules, List<Boolean> above) {
        public double[] last() {
            return modules.get(modules.size() - 1);
        }
    }

    public static double[] features(Block block, int row, Standardizer standardizer) {
        double[] x = new double[block.columns()];
        Arrays.setAll(x, k -> standardizer.standardize(ImageBlock.pixels(block)[row * block.columns() + k] & 0xff));
        return x;
    }

    public Outputs forward(double[] x) {
        List<double[]> modules = new ArrayList<>();
        List<Boolean> above = new ArrayList<>();
        double[] input = x;
        for (int layer = 1; layer <= architecture.layers(); layer++) {
            double[] z = linear(layer, input);
            modules.add(z);
            if (layer < architecture.layers()) {
                input = Arrays.stream(z)
                        .map(v -> Math.max(v, 0) - architecture.activation().shift())
                        .toArray();
                modules.add(input);
                Arrays.stream(z).forEach(v -> above.add(v > 0));
            }
        }
        return new Outputs(modules, above);
    }

    double loss(double[] output, int label) {
        if (architecture.loss() == Loss.MSE) {
            return (output[0] - label) * (output[0] - label);
        }
        double max = Arrays.stream(output).max().orElseThrow();
        double sum = Arrays.stream(output).map(o -> Math.exp(o - max)).sum();
        return Math.log(sum) + max - output[label];
    }

    double lossSum(Block block, Standardizer standardizer) {
        double sum = 0;
        for (int row = 0; row < block.rows(); row++) {
            sum += loss(forward(features(block, row, standardizer)).last(), ImageBlock.labels(block)[row]);
        }
        return sum;
    }

    /**
     * d lossSum / d parameter by central differences; NaN where a unit changes sides within the step. Between two kinks
     * the squared error is a parabola in each parameter, so its difference is exact but for rounding.
     */
    double derivative(Block block, Standardizer standardizer, int parameter) {
        double step = 1e-4;
        double at = parameters[parameter];
        double difference = 0;
        for (int row = 0; row < block.rows(); row++) {
            double[] x = features(block, row, standardizer);
            parameters[parameter] = at + step;
            Outputs right = forward(x);
            parameters[parameter] = at - step;
            Outputs left = forward(x);
            parameters[parameter] = at;
            if (!right.above().equals(left.above())) {
                return Double.NaN;
            }
            int label = ImageBlock.labels(block)[row];
            difference += loss(right.last(), label) - loss(left.last(), label);
        }
        return difference / (2 * step);
    }

    /** d loss / d feature of one example by central differences; NaN at a kink. */
    double inputDerivative(double[] x, int label, int feature) {
        double step = 1e-4;
        double at = x[feature];
        x[feature] = at + step;
        Outputs right = forward(x);
        x[feature] = at - step;
        Outputs left = forward(x);
        x[feature] = at;
        return right.above().equals(left.above())
                ? (loss(right.last(), label) - loss(left.last(), label)) / (2 * step)
                : Double.NaN;
    }

    private double[] linear(int layer, double[] input) {
        TensorLayout weight = architecture.weight(layer);
        TensorLayout bias = architecture.bias(layer);
        double[] output = new double[bias.size()];
        for (int j = 0; j < output.length; j++) {
            output[j] = parameters[bias.offset() + j];
            for (int k = 0; k < input.length; k++) {
                output[j] += input[k] * parameters[weight.offset() + k * output.length + j];
            }
        }
        return output;
    }
}
