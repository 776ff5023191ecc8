package io.lockstep.job;

import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.Magnitude;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.ClusterSession;
import io.lockstep.data.DataCard;
import io.lockstep.data.Scaling;
import io.lockstep.data.table.TableSchema;
import io.lockstep.network.Loss;
import org.jspecify.annotations.Nullable;

/** The examples of a job, images or rows of a table: what a network for them must fit, and their blocks. */
public interface ExampleSet {

    /** The description of those in use. */
    DataCard card();

    /** Number of those in use. */
    default long rows() {
        return card().rows();
    }

    /** How the columns of a table become features; null of images. */
    @Nullable
    TableSchema schema();

    /** What is predicted, in the words of the data; null where classes are the numbers from 0. */
    TableSchema.@Nullable Target target();

    /** Features of an example. */
    int inputs();

    /** Outputs that a network needs: one for each class, or for each number. */
    int outputs(Loss loss);

    /** How features become the network's inputs. */
    Scaling scaling();

    /** How large the numbers of the examples can be. */
    Magnitude magnitude(Loss loss);

    /** Whether some count more than others. */
    default boolean isWeighted() {
        return false;
    }

    /** The blocks on the cluster. */
    ClusterBlocks blocks(ClusterSession session, BlockPlan plan, int partitions);

    /** The same blocks on the driver, a few at a time, for checks. */
    Iterable<Block> onDriver(ClusterBlocks blocks);
}
