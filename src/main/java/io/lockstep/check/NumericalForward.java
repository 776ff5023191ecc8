package io.lockstep.check;

import io.lockstep.data.Standardizer;
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
    private final double[] pixelValues = new double[256];
    private int label;
    private double lossValue;

    NumericalForward(Parameters parameters, Standardizer standardizer) {
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
        for (int pixel = 0; pixel < pixelValues.length; pixel++) {
            pixelValues[pixel] = (pixel / 256.0 - standardizer.mean()) / standardizer.deviation();
        }
    }

    /** Runs the example whose pixels begin at {@code first}. */
    void run(byte[] pixels, int first, int label) {
        this.label = label;
        for (int k = 0; k < input[0].length; k++) {
            input[0][k] = pixelValues[pixels[first + k] & 0xff];
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
            case MSE -> (output[0] - label) * (output[0] - label);
            case CROSS_ENTROPY -> crossEntropy(output);
        };
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
        return Math.log(sum) - (output[label] - largest);
    }
}
