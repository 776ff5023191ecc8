package io.lockstep.pass.fused;

import io.lockstep.block.Block;
import io.lockstep.data.Scaling;
import io.lockstep.metric.ActivationSums;
import io.lockstep.network.Architecture;
import io.lockstep.network.LossHead;
import io.lockstep.network.Outputs;
import io.lockstep.network.Parameters;
import io.lockstep.pass.BlockForward;
import io.lockstep.pass.BlockGradient;
import io.lockstep.pass.BlockPass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pass for CPUs: each matrix product is one call of ND4J's own OpenBLAS on reused native buffers, and the operations
 * between two products are one Java loop. Everything is row-major; every product starts from zero (beta 0), so that a
 * block's bits do not depend on the previous block. Pixels that are equal in all examples of the block are omitted from the products.
 */
public final class FusedPass implements BlockPass {
    private final Architecture architecture;
    private final BlockFeatures features;
    private final FusedLayer[] layers;

    public FusedPass(Parameters parameters, Scaling scaling) {
        architecture = parameters.architecture();
        features = new BlockFeatures(architecture.inputs(), scaling);
        layers = new FusedLayer[architecture.layers()];
        for (int i = 0; i < layers.length; i++) {
            layers[i] = new FusedLayer(parameters, i + 1);
        }
    }

    @Override
    public BlockGradient gradient(Block block) {
        LossHead head = forwardToLoss(block, block.weights());
        float[] gradientSum = new float[architecture.parameterCount()];
        float[] dOutput = head.dOutput();
        for (int i = layers.length - 1; i > 0; i--) {
            layers[i].backward(layers[i - 1].nativeActivation(), dOutput, gradientSum);
            dOutput = layers[i - 1].dActivation(layers[i].dInput());
        }
        layers[0].backward(features, dOutput, gradientSum);
        return new BlockGradient(block.index(), gradientSum, head.lossSum(), block.rows(), block.weightSum());
    }

    @Override
    public BlockForward forward(Block block) {
        LossHead head = forwardToLoss(block, null);
        List<ActivationSums> activations = new ArrayList<>();
        for (int i = 0; i < layers.length; i++) {
            activations.add(ActivationSums.of(layers[i].output(), layers[i].outputSize()));
            if (i + 1 < layers.length) {
                activations.add(ActivationSums.of(layers[i].activation(), layers[i].outputSize()));
            }
        }
        FusedLayer last = layers[layers.length - 1];
        return new BlockForward(
                block.index(),
                head.lossSum(),
                new Outputs(
                        architecture.loss(), architecture.outputs(), Arrays.copyOf(last.output(), last.outputSize())),
                activations);
    }

    @Override
    public float[] inputGradient(Block block) {
        gradient(new Block(block.index(), block.firstExample(), block.features(), block.targets()));
        return Arrays.copyOf(layers[0].dInput(), block.rows() * block.columns());
    }

    /** x: (rows, in) -> output of the last layer: (rows, out), its loss, and the gradient with which backward starts. */
    private LossHead forwardToLoss(Block block, float @Nullable [] weights) {
        architecture.requireFits(block);
        features.load(block);
        layers[0].leaveOut(features);
        for (int i = 0; i < layers.length; i++) {
            layers[i].resize(block.rows());
            layers[i].forward(i == 0 ? features.values() : layers[i - 1].nativeActivation());
            if (i + 1 < layers.length) {
                layers[i].activate(architecture.activation().shift());
            }
        }
        return LossHead.of(architecture, layers[layers.length - 1].output(), block.targets(), weights);
    }

    @Override
    public void close() {
        features.close();
        for (FusedLayer layer : layers) {
            layer.close();
        }
    }
}
