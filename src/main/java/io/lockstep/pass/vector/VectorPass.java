package io.lockstep.pass.vector;

import io.lockstep.block.Block;
import io.lockstep.data.Features;
import io.lockstep.data.Scaling;
import io.lockstep.metric.ActivationSums;
import io.lockstep.network.Architecture;
import io.lockstep.network.Outputs;
import io.lockstep.network.Parameters;
import io.lockstep.pass.BlockForward;
import io.lockstep.pass.BlockGradient;
import io.lockstep.pass.BlockPass;
import io.lockstep.pass.device.Backend;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The pass for CPUs, in Java: its results depend on the numbers alone, not on the processor, the JVM or the block's other rows. */
public final class VectorPass implements BlockPass {
    private final Architecture architecture;
    private final FeatureFactors features;
    private final VectorLayer[] layers;

    public VectorPass(Parameters parameters, Scaling scaling) {
        this(parameters, scaling, Loops.ofThisJvm());
    }

    VectorPass(Parameters parameters, Scaling scaling, Loops loops) {
        architecture = parameters.architecture();
        Folding folding = new Folding(scaling, architecture.inputs());
        features = new FeatureFactors(folding);
        layers = new VectorLayer[architecture.layers()];
        for (int i = 0; i < layers.length; i++) {
            layers[i] = new VectorLayer(parameters, i + 1, i == 0 ? folding : null, loops);
        }
    }

    /** What computes here. */
    public static Backend backend() {
        return Backend.ofJava(Loops.ofThisJvm().toString());
    }

    /** The features as this pass reads them fastest, to be kept. */
    public static Features prepare(Features features, Scaling scaling) {
        return VectorFeatures.of(features, new Folding(scaling, features.columns()));
    }

    @Override
    public BlockGradient gradient(Block block) {
        LeftFactor x = features(block);
        LossHead head = forwardToLoss(block, x, block.weights());
        float[] gradientSum = new float[architecture.parameterCount()];
        float[] dOutput = head.dOutput();
        for (int i = layers.length - 1; i > 0; i--) {
            VectorLayer before = layers[i - 1];
            layers[i].backward(before.factor(before.activation()).transposed(), dOutput, gradientSum);
            dOutput = before.dActivation(layers[i].dInput(dOutput));
        }
        layers[0].backward(transposed(block, x), dOutput, gradientSum);
        return new BlockGradient(block.index(), gradientSum, head.lossSum(), block.rows(), block.weightSum());
    }

    /** x: (rows, in) -> output of the last layer: (rows, out), its loss, and the gradient with which backward starts. */
    private LossHead forwardToLoss(Block block, LeftFactor x, float @Nullable [] weights) {
        VectorLayer last = forward(x);
        return LossHead.of(architecture, last.output(), last.stride(), block.targets(), weights);
    }

    /** x: (rows, in) -> the last layer, whose output is (rows, out). */
    private VectorLayer forward(LeftFactor x) {
        layers[0].forward(x);
        for (int i = 1; i < layers.length; i++) {
            VectorLayer before = layers[i - 1];
            before.activate(architecture.activation().shift());
            layers[i].forward(before.factor(before.activation()));
        }
        return layers[layers.length - 1];
    }

    private LeftFactor features(Block block) {
        architecture.requireFits(block);
        return features.of(block.features());
    }

    private static LeftFactor transposed(Block block, LeftFactor x) {
        return block.features() instanceof VectorFeatures prepared ? prepared.byColumn() : x.transposed();
    }

    @Override
    public BlockForward forward(Block block) {
        LossHead head = forwardToLoss(block, features(block), null);
        List<ActivationSums> activations = new ArrayList<>();
        for (int i = 0; i < layers.length; i++) {
            activations.add(ActivationSums.of(compact(layers[i], layers[i].output())));
            if (i + 1 < layers.length) {
                activations.add(ActivationSums.of(compact(layers[i], layers[i].activation())));
            }
        }
        return new BlockForward(block.index(), head.lossSum(), outputs(layers[layers.length - 1]), activations);
    }

    @Override
    public Outputs outputs(Block block) {
        return outputs(forward(features(block)));
    }

    @Override
    public boolean rowsAreIndependent() {
        return true;
    }

    private Outputs outputs(VectorLayer last) {
        return new Outputs(architecture.loss(), architecture.outputs(), compact(last, last.output()));
    }

    private static float[] compact(VectorLayer layer, float[] values) {
        return layer.factor(values).compact();
    }

    @Override
    public float[] inputGradient(Block block) {
        LossHead head = forwardToLoss(block, features(block), null);
        float[] dOutput = head.dOutput();
        for (int i = layers.length - 1; i > 0; i--) {
            dOutput = layers[i - 1].dActivation(layers[i].dInput(dOutput));
        }
        return layers[0].inputGradient(dOutput);
    }

    @Override
    public void close() {
        // all of it is the JVM's memory
    }
}
