package io.lockstep.job;

import io.lockstep.block.BlockPlan;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.ClusterSession;
import io.lockstep.config.RunConfig;
import org.jspecify.annotations.Nullable;

/**
 * The validation set of a run, cut into blocks as large as those of training.
 *
 * @param examples of it
 * @param plan of its blocks
 */
record HeldOutSet(ExampleSet examples, BlockPlan plan) {

    /**
     * That of the data; null where there is none.
     *
     * @throws io.lockstep.config.ConfigException if the configuration cannot do without
     */
    static @Nullable HeldOutSet of(TrainData data, RunConfig config) {
        if (data.valid() == null) {
            config.train().monitor().requireValidation();
            return null;
        }
        return new HeldOutSet(
                data.valid(), new BlockPlan(data.valid().rows(), config.block().rows()));
    }

    /** The blocks on the cluster, for those who compute like this machine. */
    ClusterBlocks blocks(ClusterSession session, int partitions, Machine machine) {
        return examples.blocks(session, plan, partitions).requiring(machine.sameBits());
    }
}
