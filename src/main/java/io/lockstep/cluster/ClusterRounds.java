package io.lockstep.cluster;

import io.lockstep.block.Batch;
import io.lockstep.block.Block;
import io.lockstep.cluster.wire.Broadcasted;
import io.lockstep.pass.PassFactory;
import io.lockstep.pass.plan.PassPlan;
import io.lockstep.train.LocalRounds;
import io.lockstep.train.LocalSteps;
import io.lockstep.train.Optimizer;
import io.lockstep.train.OptimizerState;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Local steps on Spark: the state is broadcast, each partition takes steps over its cached blocks, and their states are averaged in the order
 * of the partitions, so that results of the same layout are bit-identical.
 */
public final class ClusterRounds implements LocalRounds {
    private final ClusterBlocks blocks;
    private final PassFactory passes;
    private final Optimizer optimizer;

    /** Rounds over these blocks with this pass. */
    public ClusterRounds(ClusterBlocks blocks, PassPlan passPlan, Optimizer optimizer) {
        this.blocks = blocks;
        this.passes = blocks.passes(passPlan);
        this.optimizer = optimizer;
    }

    @Override
    public Outcome take(OptimizerState state, List<Batch> batches, List<Double> learningRates) {
        PassFactory open = passes; // not this: an executor needs no more
        Optimizer steps = optimizer;
        try (Broadcasted<OptimizerState> sent = Broadcasted.of(blocks.spark(), state)) {
            List<LocalSteps> partitions =
                    blocks.collect(mine -> take(mine, sent.value(), batches, learningRates, steps, open));
            return mean(partitions, blocks);
        }
    }

    private static LocalSteps take(
            Iterator<Block> mine,
            OptimizerState state,
            List<Batch> batches,
            List<Double> learningRates,
            Optimizer optimizer,
            PassFactory passes) {
        List<Block> blocks = new ArrayList<>();
        mine.forEachRemaining(block -> {
            if (batches.stream().anyMatch(batch -> batch.contains(block.index()))) {
                blocks.add(block);
            }
        });
        return LocalSteps.take(blocks, state, batches, learningRates, optimizer, passes);
    }

    private static Outcome mean(List<LocalSteps> partitions, ClusterBlocks blocks) {
        double lossSum = 0;
        long exampleCount = 0;
        long nanoseconds = 0;
        for (LocalSteps partition : partitions) {
            lossSum += partition.lossSum();
            exampleCount += partition.exampleCount();
            nanoseconds += partition.nanoseconds();
        }
        OptimizerState mean = OptimizerState.mean(
                partitions.stream().map(LocalSteps::state).toList(),
                partitions.stream().map(LocalSteps::exampleCount).toList());
        return new Outcome(mean, lossSum / exampleCount, exampleCount, blocks.spread(nanoseconds));
    }
}
