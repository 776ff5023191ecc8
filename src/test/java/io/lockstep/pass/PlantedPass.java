package io.lockstep.pass;

import io.lockstep.block.Block;

/** A right pass but for what a test does to its gradients. */
public abstract class PlantedPass implements BlockPass {
    protected final BlockPass right;

    protected PlantedPass(BlockPass right) {
        this.right = right;
    }

    @Override
    public BlockForward forward(Block block) {
        return right.forward(block);
    }

    @Override
    public float[] inputGradient(Block block) {
        return right.inputGradient(block);
    }

    @Override
    public void close() {
        right.close();
    }
}
