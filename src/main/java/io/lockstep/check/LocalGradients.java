package io.lockstep.check;

import io.lockstep.block.Batch;
import io.lockstep.block.Block;
import io.lockstep.block.BlockSource;
import io.lockstep.gradient.BlockDigest;
import io.lockstep.gradient.BlockSums;
import io.lockstep.gradient.GradientSum;
import io.lockstep.network.Parameters;
import io.lockstep.pass.PassFactory;
import java.util.List;

/** The same pass over the same blocks on one thread, without Spark: the cluster's result must be bit-identical. */
public final class LocalGradients implements SecondOpinion {
    private final Iterable<Block> blocks;
    private final PassFactory passes;

    /** Gradients over these blocks, read anew each time, by this pass. */
    public LocalGradients(Iterable<Block> blocks, PassFactory passes) {
        this.blocks = blocks;
        this.passes = passes;
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
        return BlockSums.gradientSum(BlockSource.ofBatch(batch, blocks).iterator(), parameters, passes, batch);
    }

    @Override
    public List<BlockDigest> digests(Parameters parameters, Batch batch) {
        return BlockSums.digests(BlockSource.ofBatch(batch, blocks).iterator(), parameters, passes, batch, "");
    }
}
