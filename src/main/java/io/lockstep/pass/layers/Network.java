package io.lockstep.pass.layers;

import io.lockstep.data.Targets;
import io.lockstep.network.Architecture;
import io.lockstep.network.Parameters;
import io.lockstep.network.TensorLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The modules of an architecture, in the order of the data's path. */
public final class Network implements AutoCloseable {
    private final Architecture architecture;
    private final List<Module> modules = new ArrayList<>();
    private final List<Linear> linears = new ArrayList<>();
    private final LossModule loss;

    /** A network with copies of these parameters. */
    public Network(Parameters parameters) {
        architecture = parameters.architecture();
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

    /** Linear and ReLU in turn, from the data to the output; the loss is not among them. */
    public List<Module> modules() {
        return List.copyOf(modules);
    }

    /** x: (rows, in) -> output: (rows, out). */
    public INDArray forward(INDArray x) {
        return forward(x, ignored -> {});
    }

    /** x: (rows, in) -> the sum of the examples' losses. */
    public double forward(INDArray x, Targets targets) {
        return forward(x, targets, null);
    }

    /** x: (rows, in) -> the sum of the examples' losses, each times its weight; 1 where there are no weights. */
    public double forward(INDArray x, Targets targets, float @Nullable [] weights) {
        return forward(x, targets, weights, ignored -> {});
    }

    /** x: (rows, in) -> the sum of the examples' losses. {@code activations} receives the output of each module. */
    double forward(INDArray x, Targets targets, float @Nullable [] weights, Consumer<INDArray> activations) {
        return loss.forward(forward(x, activations), targets, weights);
    }

    private INDArray forward(INDArray x, Consumer<INDArray> activations) {
        for (Module module : modules) {
            x = module.forward(x);
            activations.accept(x);
        }
        return x;
    }

    /** After forward: the gradient of the loss sum with respect to x: (rows, in). */
    public INDArray backward() {
        INDArray gradient = loss.backward();
        for (int i = modules.size() - 1; i >= 0; i--) {
            gradient = modules.get(i).backward(gradient);
        }
        return gradient;
    }

    /** After backward: the gradient of the loss sum, in the order of the parameters. */
    public float[] gradientSum() {
        float[] gradientSum = new float[architecture.parameterCount()];
        for (int i = 0; i < linears.size(); i++) {
            put(linears.get(i).dWeight(), gradientSum, architecture.weight(i + 1));
            put(linears.get(i).dBias(), gradientSum, architecture.bias(i + 1));
        }
        return gradientSum;
    }

    private static void put(INDArray gradient, float[] gradientSum, TensorLayout tensor) {
        System.arraycopy(values(gradient), 0, gradientSum, tensor.offset(), tensor.size());
    }

    /** A copy of an array's values, row-major. */
    public static float[] values(INDArray array) {
        return array.dup('c').data().asFloat();
    }

    @Override
    public void close() {
        linears.forEach(Linear::close);
    }

    private static INDArray array(Parameters parameters, TensorLayout tensor) {
        int columns = tensor.shape().get(tensor.shape().size() - 1);
        // not reshaped: that would be a view, which close() leaves to the garbage collector
        return Nd4j.create(parameters.tensor(tensor), new long[] {tensor.size() / columns, columns}, 'c');
    }
}
