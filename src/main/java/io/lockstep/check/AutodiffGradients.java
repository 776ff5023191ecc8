package io.lockstep.check;

import io.lockstep.block.Batch;
import io.lockstep.block.Block;
import io.lockstep.block.BlockSource;
import io.lockstep.data.Standardizer;
import io.lockstep.gradient.GradientSum;
import io.lockstep.network.Parameters;
import io.lockstep.pass.device.NativeThreads;

/**
 * A check by automatic differentiation, as PyTorch's autograd in the lesson: Lockstep defines the
 * loss only, and ND4J's SameDiff derives every gradient from it. In double.
 */
public final class AutodiffGradients implements SecondOpinion {
    private final Iterable<Block> blocks;
    private final Standardizer standardizer;

    /** Gradients over these blocks, read anew each time. */
    public AutodiffGradients(Iterable<Block> blocks, Standardizer standardizer) {
        this.blocks = blocks;
        this.standardizer = standardizer;
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
        long exampleCount = 0;
        try (AutodiffGraph graph = new AutodiffGraph(parameters, standardizer)) {
            for (Block block : BlockSource.ofBatch(batch, blocks)) {
                lossSum += graph.addGradient(block, gradientSum);
                exampleCount += block.rows();
            }
        }
        return GradientSum.of(parameters.architecture(), batch, gradientSum, lossSum, exampleCount);
    }
}
