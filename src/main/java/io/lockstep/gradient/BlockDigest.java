package io.lockstep.gradient;

import io.lockstep.block.Block;
import io.lockstep.data.Sha256;
import io.lockstep.pass.BlockGradient;
import java.io.Serializable;

/**
 * Digests of the input and the result of one block, small enough to be sent and compared for every block.
 *
 * @param block index of the block
 * @param place the executor that computed it; empty on one machine
 * @param examples SHA-256 of its pixels and labels
 * @param gradientSum SHA-256 of its gradient's sum
 * @param lossSum sum of its examples' losses
 */
public record BlockDigest(int block, String place, String examples, String gradientSum, double lossSum)
        implements Serializable {

    static BlockDigest of(Block block, BlockGradient gradient, String place) {
        return new BlockDigest(
                block.index(),
                place,
                new Sha256().add(block.pixels()).add(block.labels()).hex(),
                Sha256.of(gradient.gradientSum()),
                gradient.lossSum());
    }

    /** Whether both were computed from the same bytes. */
    public boolean sameExamples(BlockDigest other) {
        return examples.equals(other.examples);
    }

    /** Whether both results are bit-identical. */
    public boolean sameResult(BlockDigest other) {
        return gradientSum.equals(other.gradientSum) && Double.compare(lossSum, other.lossSum) == 0;
    }
}
