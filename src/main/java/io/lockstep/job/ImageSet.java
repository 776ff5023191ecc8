package io.lockstep.job;

import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockReader;
import io.lockstep.block.Magnitude;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.ClusterSession;
import io.lockstep.data.DatasetCard;
import io.lockstep.data.Examples;
import io.lockstep.data.Scaling;
import io.lockstep.data.table.TableSchema;
import io.lockstep.network.Loss;
import org.jspecify.annotations.Nullable;

/**
 * Images, which every machine reads from their files.
 *
 * @param examples the split
 * @param card of its rows in use
 * @param scaling by the mean and the standard deviation of the training pixels
 */
record ImageSet(Examples examples, DatasetCard card, Scaling scaling) implements ExampleSet {

    @Override
    public @Nullable TableSchema schema() {
        return null;
    }

    @Override
    public TableSchema.@Nullable Target target() {
        return TableSchema.Classes.ofImages(card);
    }

    @Override
    public int inputs() {
        return examples.columns();
    }

    @Override
    public int outputs(Loss loss) {
        return loss == Loss.MSE ? 1 : examples.classes();
    }

    @Override
    public Magnitude magnitude(Loss loss) {
        double input = 0;
        for (int pixel : new int[] {0, 255}) {
            input = Math.max(input, Math.abs(scaling.scale(0, pixel)));
        }
        return loss == Loss.MSE
                ? Magnitude.ofSquaredError(examples.classes() - 1, input, 1)
                : Magnitude.ofCrossEntropy(input, 1);
    }

    @Override
    public ClusterBlocks blocks(ClusterSession session, BlockPlan plan, int partitions) {
        return ClusterBlocks.of(session.spark(), examples, plan, partitions);
    }

    @Override
    public Iterable<Block> onDriver(ClusterBlocks blocks) {
        return BlockReader.all(examples, blocks.plan());
    }
}
