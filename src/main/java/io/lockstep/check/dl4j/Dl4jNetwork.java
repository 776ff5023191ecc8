package io.lockstep.check.dl4j;

import io.lockstep.block.Block;
import io.lockstep.data.ClassTargets;
import io.lockstep.data.Scaling;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.network.TensorLayout;
import io.lockstep.pass.device.NativeThreads;
import java.util.Iterator;
import java.util.List;
import org.deeplearning4j.nn.api.Updater;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspaceManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/** Our networks, parameters and examples as Deeplearning4j has them, in double, and its arrays as ours again. */
final class Dl4jNetwork {
    /** Step of plain gradient descent: the parameters move by the gradient itself. */
    static final double LEARNING_RATE = 1;

    /**
     * Deeplearning4j keeps every softmax this far from 0 before it takes the logarithm, for the loss, not for its gradient. Its own
     * 1e-10 would cap an example's loss at 23; without any, the logarithm of a softmax that has underflowed is infinite, and
     * times the 0 of a class that is not the label, not a number. This caps it at 690.
     */
    private static final double SOFTMAX_CLIP = 1e-300;

    private Dl4jNetwork() {}

    /**
     * A network with these parameters; the caller closes it.
     *
     * @param mean whether loss and step are means over the examples of a fit, as Deeplearning4j has it unless told otherwise, or
     *     sums
     */
    static MultiLayerNetwork open(Parameters parameters, boolean mean) {
        return open(parameters, mean, loss(parameters.architecture().loss()));
    }

    /** The same with a loss of the caller's. */
    static MultiLayerNetwork open(Parameters parameters, boolean mean, ILossFunction loss) {
        NativeThreads.single();
        MultiLayerNetwork network = new MultiLayerNetwork(configuration(parameters.architecture(), mean, loss));
        double[] values = new double[parameters.values().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = parameters.values()[i];
        }
        double[] theirs = withWeightsTransposed(parameters.architecture(), values, true);
        network.init(Nd4j.create(theirs, new long[] {1, theirs.length}, 'c'), false);
        return network;
    }

    /**
     * Frees the network's native memory at once. Its own {@code close()} also runs a full garbage collection,
     * twice, which takes longer than a small gradient, and the longer the more the heap holds.
     */
    static void close(MultiLayerNetwork network) {
        network.params().data().originalDataBuffer().close(); // params() is a view, which cannot be closed
        close(network.getFlattenedGradients());
        Updater updater = network.getUpdater(false);
        if (updater != null) {
            close(updater.getStateViewArray());
        }
        MemoryWorkspaceManager workspaces = Nd4j.getWorkspaceManager();
        for (String id : List.copyOf(workspaces.getAllWorkspacesIdsForCurrentThread())) {
            workspaces.destroyWorkspace(workspaces.getWorkspaceForCurrentThread(id));
        }
    }

    private static void close(@Nullable INDArray array) {
        if (array != null && array.closeable()) {
            array.close();
        }
    }

    private static MultiLayerConfiguration configuration(Architecture architecture, boolean mean, ILossFunction loss) {
        var layers = new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .updater(new Sgd(LEARNING_RATE))
                .miniBatch(mean)
                .list();
        for (int layer = 1; layer < architecture.layers(); layer++) {
            layers.layer(new DenseLayer.Builder()
                    .nIn(architecture.sizes().get(layer - 1))
                    .nOut(architecture.sizes().get(layer))
                    .activation(activation(architecture))
                    .build());
        }
        return layers.layer(new OutputLayer.Builder(loss)
                        .nIn(architecture.sizes().get(architecture.layers() - 1))
                        .nOut(architecture.outputs())
                        .activation(outputActivation(architecture.loss()))
                        .build())
                .build();
    }

    private static IActivation activation(Architecture architecture) {
        return switch (architecture.activation()) {
            case RELU -> new ActivationReLU();
            case SHIFTED_RELU -> new ShiftedRelu();
        };
    }

    private static IActivation outputActivation(Loss loss) {
        return switch (loss) {
            case MSE -> new ActivationIdentity();
            case CROSS_ENTROPY -> new ActivationSoftmax();
        };
    }

    /** Deeplearning4j's own. */
    static ILossFunction loss(Loss loss) {
        return switch (loss) {
            case MSE -> new LossMSE(); // (output - label)², divided by the number of outputs
            case CROSS_ENTROPY -> new LossMCXENT(SOFTMAX_CLIP, null);
        };
    }

    /** The examples of each block; on an executor, too, where ND4J may not have started. */
    static Iterator<DataSet> dataSets(Iterator<Block> blocks, Architecture architecture, Scaling scaling) {
        NativeThreads.single();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return blocks.hasNext();
            }

            @Override
            public DataSet next() {
                return dataSet(blocks.next(), architecture, scaling);
            }
        };
    }

    /**
     * features: (rows, in) scaled; labels: (rows, out), the numbers themselves for MSE, else 1 at the label.
     */
    static DataSet dataSet(Block block, Architecture architecture, Scaling scaling) {
        architecture.requireFits(block);
        double[] features = new double[block.rows() * block.columns()];
        float[] values = new float[block.columns()];
        for (int i = 0; i < features.length; i++) {
            int column = i % values.length;
            if (column == 0) {
                block.features().copyRow(i / values.length, values);
            }
            features[i] = scaling.scale(column, values[column]);
        }
        double[][] labels = new double[block.rows()][architecture.outputs()];
        for (int row = 0; row < labels.length; row++) {
            switch (architecture.loss()) {
                case MSE -> {
                    for (int j = 0; j < labels[row].length; j++) {
                        labels[row][j] = block.targets().value(row, j);
                    }
                }
                case CROSS_ENTROPY -> labels[row][((ClassTargets) block.targets()).label(row)] = 1;
            }
        }
        INDArray x = Nd4j.create(features, new long[] {block.rows(), block.columns()}, 'c');
        return new DataSet(x, Nd4j.createFromArray(labels));
    }

    /**
     * From Deeplearning4j's order to ours: w1, b1, ..., each weight (in, out) row-major.
     *
     * @param theirs all parameters, or all gradients: the whole of its buffer
     */
    static double[] ours(Architecture architecture, INDArray theirs) {
        return withWeightsTransposed(architecture, theirs.data().asDouble(), false);
    }

    /** Both lay out w1, b1, w2, b2, ... one after the other; Deeplearning4j has the weights column-major ('f'). */
    private static double[] withWeightsTransposed(Architecture architecture, double[] from, boolean toColumnMajor) {
        double[] to = from.clone();
        for (int layer = 1; layer <= architecture.layers(); layer++) {
            TensorLayout weight = architecture.weight(layer);
            int in = weight.shape().get(0);
            int out = weight.shape().get(1);
            for (int k = 0; k < in; k++) {
                for (int j = 0; j < out; j++) {
                    int rowMajor = weight.offset() + k * out + j;
                    int columnMajor = weight.offset() + j * in + k;
                    to[toColumnMajor ? columnMajor : rowMajor] = from[toColumnMajor ? rowMajor : columnMajor];
                }
            }
        }
        return to;
    }
}
