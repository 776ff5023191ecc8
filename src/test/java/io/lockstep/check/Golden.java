package io.lockstep.check;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockReader;
import io.lockstep.data.Examples;
import io.lockstep.data.Npy;
import io.lockstep.data.SplitName;
import io.lockstep.data.Standardizer;
import io.lockstep.data.idx.IdxDataset;
import io.lockstep.gradient.Gradient;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.network.TensorLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Gradients that PyTorch 1.13's autograd computed in float64 on the 50,000 training images of MNIST: an opinion from outside
 * this project. One case, with the mean loss and the moments of the hidden activations that PyTorch found. Tests that ask for
 * it are skipped where environment variable LOCKSTEP_SHARED names no folder with {@code mnist/} and {@code golden/}.
 */
record Golden(
        String name, int outputs, Activation activation, Loss loss, double lossValue, double mean, double deviation) {
    static final Standardizer STANDARDIZER = new Standardizer(0.13044972207828445, 0.30728983674241783);
    static final BlockPlan PLAN = new BlockPlan(50_000, 512);

    static Stream<Golden> cases() {
        return Stream.of(
                new Golden(
                        "seed-mse-relu",
                        1,
                        Activation.RELU,
                        Loss.MSE,
                        23.030035293226344,
                        0.6661310207939448,
                        0.9170362982893764),
                new Golden(
                        "seed-mse-shifted-relu",
                        1,
                        Activation.SHIFTED_RELU,
                        Loss.MSE,
                        25.254057841173225,
                        0.1661310207939448,
                        0.9170362982893764),
                new Golden(
                        "softmax-relu",
                        10,
                        Activation.RELU,
                        Loss.CROSS_ENTROPY,
                        2.6123271387985487,
                        0.4600189599668242,
                        0.7727487339327975));
    }

    Architecture architecture() {
        return new Architecture(List.of(784, 50, outputs), activation, loss);
    }

    Iterable<Block> blocks() {
        Examples train = IdxDataset.inFolder("MNIST", shared().resolve("mnist")).split(SplitName.TRAIN);
        return BlockReader.all(train, PLAN);
    }

    Parameters parameters() {
        float[] values = new float[architecture().parameterCount()];
        for (TensorLayout tensor : architecture().tensors()) {
            double[] read = read(tensor.name(), tensor);
            for (int i = 0; i < read.length; i++) {
                values[tensor.offset() + i] = (float) read[i];
            }
        }
        return new Parameters(architecture(), values);
    }

    /** PyTorch's gradient of this tensor. */
    double[] gradient(TensorLayout tensor) {
        return read("grad_" + tensor.name(), tensor);
    }

    /** {@code ‖a - b‖}, with b PyTorch's gradient of this tensor. */
    double distance(Gradient gradient, TensorLayout tensor) {
        double[] a = gradient.tensor(tensor);
        double[] b = gradient(tensor);
        double squares = 0;
        for (int i = 0; i < b.length; i++) {
            squares += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(squares);
    }

    /** {@code ‖b‖}. */
    double norm(TensorLayout tensor) {
        double[] b = gradient(tensor);
        return Math.sqrt(Arrays.stream(b).map(value -> value * value).sum());
    }

    private double[] read(String file, TensorLayout tensor) {
        return Npy.read(shared().resolve("golden").resolve(name).resolve(file + ".npy"), tensor.shape());
    }

    private static Path shared() {
        String shared = System.getenv("LOCKSTEP_SHARED");
        assumeTrue(shared != null, "LOCKSTEP_SHARED is not set, so there are no golden gradients to compare with");
        return Path.of(String.valueOf(shared));
    }

    @Override
    public String toString() {
        return name;
    }
}
