package io.lockstep.bench;

import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.pass.device.NativeThreads;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/** Our networks and parameters as Deeplearning4j has them, in float. */
final class Dl4j {
    private Dl4j() {}

    /** A network with these parameters; whoever opens it closes it. */
    static MultiLayerNetwork network(Parameters parameters, IUpdater updater) {
        NativeThreads.single();
        Architecture architecture = parameters.architecture();
        var layers = new NeuralNetConfiguration.Builder()
                .dataType(DataType.FLOAT)
                .updater(updater)
                .list();
        for (int layer = 1; layer < architecture.layers(); layer++) {
            layers.layer(new DenseLayer.Builder()
                    .nIn(architecture.sizes().get(layer - 1))
                    .nOut(architecture.sizes().get(layer))
                    .activation(new ActivationReLU())
                    .build());
        }
        boolean mse = architecture.loss() == Loss.MSE;
        MultiLayerNetwork network =
                new MultiLayerNetwork(layers.layer(new OutputLayer.Builder(mse ? new LossMSE() : new LossMCXENT())
                                .nIn(architecture.sizes().get(architecture.layers() - 1))
                                .nOut(architecture.outputs())
                                .activation(mse ? new ActivationIdentity() : new ActivationSoftmax())
                                .build())
                        .build());
        network.init();
        set(network, parameters);
        return network;
    }

    /** Deeplearning4j's arrays are views, its weights column-major; to assign to them turns ours, which are row-major. */
    static void set(MultiLayerNetwork network, Parameters parameters) {
        Architecture architecture = parameters.architecture();
        for (int layer = 1; layer <= architecture.layers(); layer++) {
            set(network.getParam(layer - 1 + "_W"), parameters.tensor(architecture.weight(layer)));
            set(network.getParam(layer - 1 + "_b"), parameters.tensor(architecture.bias(layer)));
        }
    }

    private static void set(INDArray theirs, float[] values) {
        try (INDArray ours = Nd4j.create(values, theirs.shape(), 'c')) {
            theirs.assign(ours);
        }
    }

    /** Its parameters in our order. */
    static float[] values(MultiLayerNetwork network, Architecture architecture) {
        float[] values = new float[architecture.parameterCount()];
        for (int layer = 1; layer <= architecture.layers(); layer++) {
            copy(
                    network.getParam(layer - 1 + "_W"),
                    values,
                    architecture.weight(layer).offset());
            copy(
                    network.getParam(layer - 1 + "_b"),
                    values,
                    architecture.bias(layer).offset());
        }
        return values;
    }

    private static void copy(INDArray theirs, float[] values, int offset) {
        float[] tensor = theirs.dup('c').data().asFloat();
        System.arraycopy(tensor, 0, values, offset, tensor.length);
    }
}
