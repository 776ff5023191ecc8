package io.lockstep.check;

import io.lockstep.block.Batch;
import io.lockstep.block.Block;
import io.lockstep.block.BlockSource;
import io.lockstep.data.Scaling;
import io.lockstep.gradient.GradientSum;
import io.lockstep.network.Parameters;
import io.lockstep.pass.device.NativeThreads;

/**
 * A check by automatic differentiation, as PyTorch's autograd in the lesson: Lockstep defines the
 * loss only, and ND4J's SameDiff derives every gradient from it. In double.
 */
public final class AutodiffGradients implements SecondOpinion {
    private final Iterable<Block> blocks;
    private final Scaling scaling;

    /** Gradients over these blocks, read anew each time. */
    public AutodiffGradients(Iterable<Block> blocks, Scaling scaling) {
        this.blocks = blocks;
        this.scaling = scaling;
    }

    @Override
    public String name() {
        return "autodiff";
    }

    @Override
    public GradientSum gradientSum(Parameters parameters, Batch batch) {
        NativeThreads.single();
        double[] gradientSum = new double[parameters.architecture().parameterCount()];
        double lossSum = 0;
        double weightSum = 0;
        long exampleCount = 0;
        try (AutodiffGraph graph = new AutodiffGraph(parameters, scaling)) {
            for (Block block : BlockSource.ofBatch(batch, blocks)) {
                lossSum += graph.addGradient(block, gradientSum);
                weightSum += block.weightSum();
                exampleCount += block.rows();
            }
        }
        return GradientSum.of(parameters.architecture(), batch, gradientSum, lossSum, weightSum, exampleCount);
    }
}
