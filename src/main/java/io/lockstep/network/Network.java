package io.lockstep.network;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The modules of an architecture, in the order of the data's path. */
final class Network implements AutoCloseable {
    private final List<Module> modules = new ArrayList<>();
    private final List<Linear> linears = new ArrayList<>();
    private final LossModule loss;

    Network(Parameters parameters) {
        Architecture architecture = parameters.architecture();
        for (int layer = 1; layer <= architecture.layers(); layer++) {
            Linear linear = new Linear(
                    array(parameters, architecture.weight(layer)), array(parameters, architecture.bias(layer)));
            linears.add(linear);
            modules.add(linear);
            if (layer < architecture.layers()) {
                modules.add(new Relu(architecture.activation().shift()));
            }
        }
        loss = switch (architecture.loss()) {
            case MSE -> new Mse();
            case CROSS_ENTROPY -> new CrossEntropy();
        };
    }

    /** x: (rows, in) -> the sum of the examples' losses. {@code activations} sees the output of each module. */
    double forward(INDArray x, byte[] labels, Consumer<INDArray> activations) {
        for (Module module : modules) {
            x = module.forward(x);
            activations.accept(x);
        }
        return loss.forward(x, labels);
    }

    /** After forward: the gradient of the loss sum with respect to x: (rows, in). */
    INDArray backward() {
        INDArray gradient = loss.backward();
        for (int i = modules.size() - 1; i >= 0; i--) {
            gradient = modules.get(i).backward(gradient);
        }
        return gradient;
    }

    /** After backward: hands out the gradient of each linear layer, weight (in, out) and bias (1, out). */
    void gradients(BiConsumer<INDArray, INDArray> weightAndBias) {
        linears.forEach(linear -> weightAndBias.accept(linear.dWeight(), linear.dBias()));
    }

    @Override
    public void close() {
        linears.forEach(Linear::close);
    }

    private static INDArray array(Parameters parameters, TensorLayout tensor) {
        int columns = tensor.shape().get(tensor.shape().size() - 1);
        return Nd4j.createFromArray(parameters.tensor(tensor)).reshape(tensor.size() / columns, columns);
    }
}
