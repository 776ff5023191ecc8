package io.lockstep.gradient;

import io.lockstep.block.Batch;
import io.lockstep.block.Block;
import io.lockstep.network.BlockForward;
import io.lockstep.network.BlockGradient;
import io.lockstep.network.BlockPass;
import io.lockstep.network.Parameters;
import io.lockstep.network.PassFactory;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/** What one task does with its blocks, on an executor or on one machine: the same code, hence the same bits. */
public final class BlockSums {
    private BlockSums() {}

    /** The exact sum of the gradients of those blocks that belong to the batch; nothing where there are none. */
    public static GradientSum gradientSum(
            Iterator<Block> blocks, Parameters parameters, PassFactory passes, Batch batch) {
        return gradientSum(blocks, parameters, passes, batch, block -> {});
    }

    /** The same, showing each block's gradient as it was added. */
    public static GradientSum gradientSum(
            Iterator<Block> blocks,
            Parameters parameters,
            PassFactory passes,
            Batch batch,
            Consumer<BlockGradient> added) {
        GradientSum sum = GradientSum.zero(parameters.architecture(), batch);
        try (BlockPass pass = passes.open(parameters)) {
            while (blocks.hasNext()) {
                Block block = blocks.next();
                if (batch.contains(block.index())) {
                    BlockGradient gradient = pass.gradient(block);
                    sum.add(gradient);
                    added.accept(gradient);
                }
            }
        }
        return sum;
    }

    /** What each of those blocks adds to that sum, for comparison; {@code place} says who computes it. */
    public static List<BlockDigest> digests(
            Iterator<Block> blocks, Parameters parameters, PassFactory passes, Batch batch, String place) {
        List<BlockDigest> digests = new ArrayList<>();
        try (BlockPass pass = passes.open(parameters)) {
            blocks.forEachRemaining(block -> {
                if (batch.contains(block.index())) {
                    digests.add(BlockDigest.of(block, pass.gradient(block), place));
                }
            });
        }
        return digests;
    }

    /** The forward pass of each block. */
    public static List<BlockForward> forward(Iterator<Block> blocks, Parameters parameters, PassFactory passes) {
        List<BlockForward> forward = new ArrayList<>();
        try (BlockPass pass = passes.open(parameters)) {
            blocks.forEachRemaining(block -> forward.add(pass.forward(block)));
        }
        return forward;
    }

    /**
     * The gradient of each example's own loss with respect to its features, for the examples below a global id.
     *
     * @param examples the first example that is not wanted
     */
    public static List<InputGradient> inputGradients(
            Iterator<Block> blocks, Parameters parameters, PassFactory passes, long examples) {
        List<InputGradient> gradients = new ArrayList<>();
        try (BlockPass pass = passes.open(parameters)) {
            blocks.forEachRemaining(block -> {
                if (block.firstExample() < examples) {
                    gradients.add(new InputGradient(block.index(), pass.inputGradient(block)));
                }
            });
        }
        return gradients;
    }
}
