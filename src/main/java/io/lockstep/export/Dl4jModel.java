package io.lockstep.export;

import io.lockstep.data.Scaling;
import io.lockstep.data.TargetUnits;
import io.lockstep.data.WholeFile;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.pass.device.NativeThreads;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/**
 * A network as a zip that {@code MultiLayerNetwork.load(file, false)} opens, with Deeplearning4j's own layers only. Its
 * {@code output} takes pixel values from 0 to 255, or the encoded columns of a table as they are, (batch, in), and gives probabilities
 * (batch, out) for cross-entropy, the outputs (batch, out) for mean squared error, in the target's own unit.
 *
 * <p>Layer 0 standardises: {@code pixel / (256 std) - mean / std}, with the two numbers for each pixel or column. It is frozen, so
 * that further training does not change it. The others are the linear layers. Where targets were standardised, their standard deviation is
 * in the last layer's weights, and their mean in its bias. A shift of the activation is in the bias of the layer that
 * follows: {@code (relu(z) - s) W + b = relu(z) W + (b - s Σ W)}, Σ over the inputs.
 *
 * <p>The network is float32, so its outputs are those of a pass but for rounding: Deeplearning4j adds up in its own order, the two
 * numbers of layer 0 are rounded to float where a pass takes inputs that were computed in double, and a bias with a shift in
 * it is rounded once more. Of a column whose mean is many standard deviations from 0, as a year's, both terms of layer 0 are large, and so is
 * the rounding of their difference: {@code 2^-23 |mean| / std} of an input.
 */
public final class Dl4jModel {
    /** Any time does, as long as it is not now: the same parameters give the same bytes. */
    private static final LocalDateTime TIME = LocalDateTime.of(2000, 1, 1, 0, 0);

    private Dl4jModel() {}

    /** Writes the network as one file, in place of one that is there. */
    public static void write(Path file, Parameters parameters, Scaling scaling) throws IOException {
        write(file, parameters, scaling, TargetUnits.AS_THEY_ARE);
    }

    /** The same for a network that was trained on standardised targets: outputs of a regression are in their own unit. */
    public static void write(Path file, Parameters parameters, Scaling scaling, TargetUnits units) throws IOException {
        NativeThreads.single();
        MultiLayerNetwork network = network(parameters, scaling, units);
        try (var whole = new WholeFile(file)) {
            writeZip(whole.aside(), network);
            whole.commit();
        } finally {
            network.params().close(); // network.close() also has Java collect all garbage, twice
        }
    }

    /** As {@link ModelSerializer} does, which puts the time of day in. */
    private static void writeZip(Path file, MultiLayerNetwork network) throws IOException {
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(entry(ModelSerializer.CONFIGURATION_JSON));
            zip.write(network.getLayerWiseConfigurations().toJson().getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(entry(ModelSerializer.COEFFICIENTS_BIN));
            var values = new DataOutputStream(new BufferedOutputStream(zip));
            Nd4j.write(network.params(), values);
            values.flush();
        }
    }

    private static ZipEntry entry(String name) {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(TIME);
        return entry;
    }

    private static MultiLayerNetwork network(Parameters parameters, Scaling scaling, TargetUnits units) {
        Architecture architecture = parameters.architecture();
        MultiLayerNetwork network = new MultiLayerNetwork(configuration(architecture));
        network.init();
        setScaling(network, scaling, architecture.inputs());
        for (int layer = 1; layer <= architecture.layers(); layer++) {
            TargetUnits its = layer < architecture.layers() ? TargetUnits.AS_THEY_ARE : units;
            set(network, layer + "_W", weight(parameters, layer, its));
            set(network, layer + "_b", bias(parameters, layer, its));
        }
        return network;
    }

    private static void setScaling(MultiLayerNetwork network, Scaling scaling, int inputs) {
        float[] weight = new float[inputs];
        float[] bias = new float[inputs];
        for (int k = 0; k < inputs; k++) {
            weight[k] = (float) scaling.factor(k);
            bias[k] = (float) scaling.offset(k);
        }
        set(network, "0_W", weight);
        set(network, "0_b", bias);
    }

    /** W d, with the standard deviation d of each output. */
    private static float[] weight(Parameters parameters, int layer, TargetUnits units) {
        float[] weight = parameters.tensor(parameters.architecture().weight(layer)); // (in, out)
        int outputs = parameters.architecture().sizes().get(layer);
        for (int i = 0; i < weight.length; i++) {
            weight[i] = (float) (weight[i] * units.deviation(i % outputs));
        }
        return weight;
    }

    /** (b - s Σ W) d + m, with the shift s of the activation before this layer; in double, and rounded once. */
    private static float[] bias(Parameters parameters, int layer, TargetUnits units) {
        float[] weight = parameters.tensor(parameters.architecture().weight(layer)); // (in, out)
        float[] bias = parameters.tensor(parameters.architecture().bias(layer)); // (out)
        double shift = layer == 1 ? 0 : parameters.architecture().activation().shift();
        for (int j = 0; j < bias.length; j++) {
            double columnSum = 0;
            for (int i = j; i < weight.length; i += bias.length) {
                columnSum += weight[i];
            }
            bias[j] = (float) units.value(j, bias[j] - shift * columnSum);
        }
        return bias;
    }

    /** Deeplearning4j's array is a view, its weights column-major; to assign to it turns ours, which are row-major. */
    private static void set(MultiLayerNetwork network, String name, float[] values) {
        INDArray theirs = network.getParam(name);
        try (INDArray ours = Nd4j.create(values, theirs.shape(), 'c')) {
            theirs.assign(ours);
        }
    }

    private static MultiLayerConfiguration configuration(Architecture architecture) {
        var layers = new NeuralNetConfiguration.Builder()
                .seed(0) // written to the file, and the time of day unless it is set
                .dataType(DataType.FLOAT)
                .list()
                .layer(new FrozenLayer(new ElementWiseMultiplicationLayer.Builder()
                        .nIn(architecture.inputs())
                        .nOut(architecture.inputs())
                        .activation(new ActivationIdentity())
                        .build()));
        for (int layer = 1; layer < architecture.layers(); layer++) {
            layers.layer(new DenseLayer.Builder()
                    .nIn(architecture.sizes().get(layer - 1))
                    .nOut(architecture.sizes().get(layer))
                    .activation(new ActivationReLU())
                    .build());
        }
        return layers.layer(new OutputLayer.Builder(loss(architecture.loss()))
                        .nIn(architecture.sizes().get(architecture.layers() - 1))
                        .nOut(architecture.outputs())
                        .activation(outputActivation(architecture.loss()))
                        .build())
                .build();
    }

    private static IActivation outputActivation(Loss loss) {
        return switch (loss) {
            case MSE -> new ActivationIdentity();
            case CROSS_ENTROPY -> new ActivationSoftmax();
        };
    }

    private static ILossFunction loss(Loss loss) {
        return switch (loss) {
            case MSE -> new LossMSE();
            case CROSS_ENTROPY -> new LossMCXENT();
        };
    }
}
