package io.lockstep.check;

import io.lockstep.block.Block;
import io.lockstep.data.ClassTargets;
import io.lockstep.data.Scaling;
import io.lockstep.data.Targets;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;

/** The forward pass of one example in double, kept layer by layer: the point from which parameters are moved. */
final class NumericalForward {
    final NumericalLayer[] layers;
    /** What goes into each layer. */
    final double[][] input;
    /** What comes out of each layer, before the activation. */
    final double[][] z;

    final Loss loss;
    private final double shift;
    private final Scaling scaling;
    private final float[] features;
    private Targets targets = new ClassTargets(new int[0]);
    private int row;
    private double lossValue;

    NumericalForward(Parameters parameters, Scaling scaling) {
        Architecture architecture = parameters.architecture();
        loss = architecture.loss();
        shift = architecture.activation().shift();
        layers = new NumericalLayer[architecture.layers()];
        input = new double[layers.length][];
        z = new double[layers.length][];
        for (int i = 0; i < layers.length; i++) {
            layers[i] = new NumericalLayer(parameters, i + 1);
            input[i] = new double[layers[i].in];
            z[i] = new double[layers[i].out];
        }
        this.scaling = scaling;
        features = new float[architecture.inputs()];
    }

    /** Runs one example of a block. */
    void run(Block block, int row) {
        targets = block.targets();
        this.row = row;
        block.features().copyRow(row, features);
        for (int k = 0; k < features.length; k++) {
            input[0][k] = scaling.scale(k, features[k]);
        }
        for (int i = 0; i < layers.length; i++) {
            layers[i].forward(input[i], z[i]);
            for (int j = 0; i + 1 < layers.length && j < z[i].length; j++) {
                input[i + 1][j] = Math.max(z[i][j], 0) - shift;
            }
        }
        lossValue = lossOf(z[z.length - 1]);
    }

    /** The example's loss where nothing is moved. */
    double lossValue() {
        return lossValue;
    }

    /** The example's loss with these outputs. */
    double lossOf(double[] output) {
        return switch (loss) {
            case MSE -> squaredError(output);
            case CROSS_ENTROPY -> crossEntropy(output);
        };
    }

    /** The mean over the outputs of (output - target)². */
    private double squaredError(double[] output) {
        double sum = 0;
        for (int j = 0; j < output.length; j++) {
            double difference = output[j] - targets.value(row, j);
            sum += difference * difference;
        }
        return sum / output.length;
    }

    /** log sum exp(output) - output[label]; the largest output is taken out first, so that no exponential overflows. */
    private double crossEntropy(double[] output) {
        double largest = output[0];
        for (double o : output) {
            largest = Math.max(largest, o);
        }
        double sum = 0;
        for (double o : output) {
            sum += Math.exp(o - largest);
        }
        return Math.log(sum) - (output[((ClassTargets) targets).label(row)] - largest);
    }
}
