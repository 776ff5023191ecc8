package io.lockstep.check;

import io.lockstep.block.Batch;
import io.lockstep.block.Block;
import io.lockstep.gradient.BlockSums;
import io.lockstep.gradient.GradientSum;
import io.lockstep.network.Parameters;
import io.lockstep.network.PassPlan;

/** The same pass over the same blocks on one thread, without Spark: the cluster must give its bits. */
public final class LocalGradients implements SecondOpinion {
    private final Iterable<Block> blocks;
    private final PassPlan passPlan;

    /** Gradients over these blocks, read anew each time, by this pass. */
    public LocalGradients(Iterable<Block> blocks, PassPlan passPlan) {
        this.blocks = blocks;
        this.passPlan = passPlan;
    }

    @Override
    public String name() {
        return "local";
    }

    @Override
    public boolean exact() {
        return true;
    }

    @Override
    public GradientSum gradientSum(Parameters parameters, Batch batch) {
        return BlockSums.gradientSum(blocks.iterator(), parameters, passPlan, batch);
    }
}
