package io.lockstep.network;

import io.lockstep.block.Block;
import io.lockstep.data.ClassTargets;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The shape of a network: linear layers with an activation between each two, and a loss at the end.
 *
 * @param sizes features in, hidden units of each layer, outputs: {@code 784, 50, 10}
 * @param activation between the linear layers
 * @param loss after the last layer
 */
public record Architecture(List<Integer> sizes, Activation activation, Loss loss) implements Serializable {

    /**
     * @throws IllegalArgumentException if there are fewer than two sizes, one is below 1, there are more than 2^31 - 1
     *     parameters, or a cross-entropy has fewer than two outputs
     */
    public Architecture {
        sizes = List.copyOf(sizes);
        if (sizes.size() < 2 || sizes.stream().anyMatch(size -> size < 1)) {
            throw new IllegalArgumentException("network " + sizes + ": expected two or more sizes of at least 1");
        }
        int outputs = sizes.get(sizes.size() - 1);
        if (loss == Loss.CROSS_ENTROPY && outputs < 2) {
            throw new IllegalArgumentException(
                    "network " + join(sizes)
                            + ": expected an output for each class for the loss cross-entropy, found 1. Use mse, or more outputs");
        }
        long parameters = 0;
        for (int layer = 0; layer + 1 < sizes.size(); layer++) {
            parameters += (sizes.get(layer) + 1L) * sizes.get(layer + 1);
        }
        if (parameters > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "network " + join(sizes) + ": expected at most 2^31 - 9 parameters, found " + parameters);
        }
    }

    /** Features of an example. */
    public int inputs() {
        return sizes.get(0);
    }

    /** Outputs of the last layer. */
    public int outputs() {
        return sizes.get(sizes.size() - 1);
    }

    /** Number of linear layers. */
    public int layers() {
        return sizes.size() - 1;
    }

    /** The weight of a layer, counted from 1: {@code w1} is (in, out). */
    public TensorLayout weight(int layer) {
        return tensors().get(2 * (layer - 1));
    }

    /** The bias of a layer, counted from 1: {@code b1} is (out). */
    public TensorLayout bias(int layer) {
        return tensors().get(2 * (layer - 1) + 1);
    }

    /** The parameters in their order: {@code w1, b1, w2, b2, ...}. */
    public List<TensorLayout> tensors() {
        List<TensorLayout> tensors = new ArrayList<>();
        int offset = 0;
        for (int layer = 1; layer <= layers(); layer++) {
            int in = sizes.get(layer - 1);
            int out = sizes.get(layer);
            tensors.add(new TensorLayout("w" + layer, List.of(in, out), offset));
            tensors.add(new TensorLayout("b" + layer, List.of(out), offset + in * out));
            offset += (in + 1) * out;
        }
        return tensors;
    }

    /**
     * Checks that a block's examples fit the network; a pass would read beyond them.
     *
     * @throws IllegalArgumentException if they have other features, or a label without an output
     */
    public void requireFits(Block block) {
        if (block.columns() != inputs()) {
            throw new IllegalArgumentException("network " + this + ": expected " + inputs() + " features, found "
                    + block.columns() + " in block " + block.index());
        }
        if (loss == Loss.MSE ? block.targets().columns() != outputs() : !(block.targets() instanceof ClassTargets)) {
            throw new IllegalArgumentException("network " + this + ": expected "
                    + (loss == Loss.MSE ? outputs() + " numbers" : "a class") + " for each example, found "
                    + block.targets().columns() + " numbers in block " + block.index());
        }
        for (int row = 0; loss == Loss.CROSS_ENTROPY && row < block.rows(); row++) {
            int label = ((ClassTargets) block.targets()).label(row);
            if (label < 0 || label >= outputs()) {
                throw new IllegalArgumentException("network " + this + ": expected labels below " + outputs()
                        + ", found " + label + " at example " + (block.firstExample() + row));
            }
        }
    }

    /** The tensor that contains a position of the flat array. */
    public TensorLayout tensorAt(int index) {
        return tensors().stream()
                .filter(tensor -> index < tensor.end())
                .findFirst()
                .orElseThrow(() -> new IndexOutOfBoundsException(index));
    }

    /** Number of parameters. */
    public int parameterCount() {
        return bias(layers()).end();
    }

    /** {@code 784-50-10, relu, cross-entropy}. */
    @Override
    public String toString() {
        return join(sizes) + ", " + activation + ", " + loss;
    }

    private static String join(List<Integer> sizes) {
        return sizes.stream().map(String::valueOf).collect(Collectors.joining("-"));
    }
}
