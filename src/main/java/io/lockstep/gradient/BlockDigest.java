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
 * @param examples SHA-256 of its features, targets and weights
 * @param gradientSum SHA-256 of its gradient's sum
 * @param lossSum sum of its examples' losses
 */
public record BlockDigest(int block, String place, String examples, String gradientSum, double lossSum)
        implements Serializable {

    static BlockDigest of(Block block, BlockGradient gradient, String place) {
        return new BlockDigest(
                block.index(), place, examples(block), Sha256.of(gradient.gradientSum()), gradient.lossSum());
    }

    private static String examples(Block block) {
        Sha256 digest = new Sha256();
        float[] row = new float[block.columns()];
        double[] target = new double[block.targets().columns()];
        for (int i = 0; i < block.rows(); i++) {
            block.features().copyRow(i, row);
            for (int j = 0; j < target.length; j++) {
                target[j] = block.targets().value(i, j);
            }
            digest.add(row).add(target);
        }
        return (block.weights() == null ? digest : digest.add(block.weights())).hex();
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
