package io.lockstep.check;

import io.lockstep.block.Block;
import io.lockstep.data.NumberTargets;
import io.lockstep.data.Scaling;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Parameters;
import io.lockstep.network.TensorLayout;
import io.lockstep.pass.BlockForward;
import io.lockstep.pass.BlockGradient;
import io.lockstep.pass.BlockPass;
import io.lockstep.pass.vector.OtherMask;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The vector pass with a fault in it, in its own loops or in what is made of its results. Without one it is right, as a test says. */
final class FaultyPass implements BlockPass {
    /** What people get wrong. */
    enum Fault {
        NONE,
        /** The mask is made of the activation, after the shift: units between 0 and 0.5 count as off. */
        MASK_OF_THE_SHIFTED_VALUE,
        /** The activation is compared by at-least: without a shift it is never below 0, and every unit counts as on. */
        MASK_AT_LEAST_ZERO_AFTER_ACTIVATION,
        MASK_INVERTED,
        /** Each weight's gradient lies in memory as (out, in). */
        WEIGHT_GRADIENTS_TRANSPOSED,
        /** A column less a vector is a matrix: every output meets every label. */
        LABELS_BROADCAST,
        /** The bias is taken for a constant of the block, not of each example. */
        BIAS_GRADIENT_OF_ONE_EXAMPLE,
        /** Weights are in the loss, but not in the gradient. */
        WEIGHTS_FORGOTTEN_BACKWARD,
        /** The bias's gradient is a mean over the block, and is divided by the number of examples once more. */
        BIAS_GRADIENT_AVERAGED_TWICE
    }

    private final Architecture architecture;
    private final BlockPass kernel;
    private final Fault fault;

    FaultyPass(Parameters parameters, Scaling scaling, Fault fault) {
        this.architecture = parameters.architecture();
        this.fault = fault;
        float shift = architecture.activation() == Activation.SHIFTED_RELU ? 0.5f : 0;
        kernel = OtherMask.pass(parameters, scaling, output -> letsThrough(output, Math.max(output, 0) - shift));
    }

    private boolean letsThrough(float output, float activation) {
        return switch (fault) {
            case MASK_OF_THE_SHIFTED_VALUE -> activation > 0;
            case MASK_AT_LEAST_ZERO_AFTER_ACTIVATION -> activation >= 0;
            case MASK_INVERTED -> output <= 0;
            default -> output > 0;
        };
    }

    @Override
    public BlockForward forward(Block block) {
        return kernel.forward(block);
    }

    @Override
    public float[] inputGradient(Block block) {
        return kernel.inputGradient(block);
    }

    @Override
    public void close() {
        kernel.close();
    }

    @Override
    public BlockGradient gradient(Block block) {
        return switch (fault) {
            case WEIGHT_GRADIENTS_TRANSPOSED -> transposed(kernel.gradient(block));
            case LABELS_BROADCAST -> ofEveryLabel(block);
            case BIAS_GRADIENT_OF_ONE_EXAMPLE -> withBiasesOfTheFirst(block);
            case WEIGHTS_FORGOTTEN_BACKWARD -> with(kernel.gradient(unweighted(block)), kernel.gradient(block));
            case BIAS_GRADIENT_AVERAGED_TWICE -> averagedTwice(kernel.gradient(block));
            default -> kernel.gradient(block);
        };
    }

    @SuppressWarnings("NullAway") // it does not see in class files that an array may be null
    private static Block with(Block block, NumberTargets targets) {
        return new Block(block.index(), block.firstExample(), block.features(), targets, block.weights());
    }

    private static Block unweighted(Block block) {
        return new Block(block.index(), block.firstExample(), block.features(), block.targets());
    }

    /** The gradient of one, with the loss and the counts of the other. */
    private static BlockGradient with(BlockGradient gradient, BlockGradient counts) {
        return new BlockGradient(
                counts.block(), gradient.gradientSum(), counts.lossSum(), counts.exampleCount(), counts.weightSum());
    }

    /** The mean over the labels of (output - label)² is (output - their mean)² and their variance. */
    private BlockGradient ofEveryLabel(Block block) {
        double[] labels = IntStream.range(0, block.rows())
                .mapToDouble(row -> block.targets().value(row, 0))
                .toArray();
        double mean = Arrays.stream(labels).average().orElseThrow();
        double variance = Arrays.stream(labels)
                .map(label -> (label - mean) * (label - mean))
                .average()
                .orElseThrow();
        float[] means = new float[labels.length];
        Arrays.fill(means, (float) mean);
        BlockGradient gradient = kernel.gradient(with(block, new NumberTargets(1, means)));
        return new BlockGradient(
                gradient.block(),
                gradient.gradientSum(),
                gradient.lossSum() + variance * gradient.weightSum(),
                gradient.exampleCount(),
                gradient.weightSum());
    }

    @SuppressWarnings("NullAway") // it does not see in class files that an array may be null
    private BlockGradient withBiasesOfTheFirst(Block block) {
        Block first = new Block(
                block.index(),
                block.firstExample(),
                block.features().slice(0, 1),
                block.targets().slice(0, 1),
                block.weights() == null ? null : Arrays.copyOf(block.weights(), 1));
        BlockGradient gradient = kernel.gradient(block);
        float[] one = kernel.gradient(first).gradientSum();
        for (int layer = 1; layer <= architecture.layers(); layer++) {
            TensorLayout bias = architecture.bias(layer);
            System.arraycopy(one, bias.offset(), gradient.gradientSum(), bias.offset(), bias.size());
        }
        return gradient;
    }

    private BlockGradient averagedTwice(BlockGradient gradient) {
        for (int layer = 1; layer <= architecture.layers(); layer++) {
            TensorLayout bias = architecture.bias(layer);
            for (int i = bias.offset(); i < bias.end(); i++) {
                gradient.gradientSum()[i] /= gradient.exampleCount();
            }
        }
        return gradient;
    }

    private BlockGradient transposed(BlockGradient gradient) {
        float[] right = gradient.gradientSum().clone();
        for (int layer = 1; layer <= architecture.layers(); layer++) {
            TensorLayout weight = architecture.weight(layer);
            int in = weight.shape().get(0);
            int out = weight.shape().get(1);
            for (int k = 0; k < in; k++) {
                for (int j = 0; j < out; j++) {
                    gradient.gradientSum()[weight.offset() + j * in + k] = right[weight.offset() + k * out + j];
                }
            }
        }
        return gradient;
    }
}
