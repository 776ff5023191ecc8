package io.lockstep.cluster;

import io.lockstep.block.Batch;
import io.lockstep.block.Block;
import io.lockstep.cluster.executor.Place;
import io.lockstep.cluster.executor.Slots;
import io.lockstep.gradient.BlockDigest;
import io.lockstep.gradient.BlockSums;
import io.lockstep.gradient.GradientSource;
import io.lockstep.gradient.GradientSum;
import io.lockstep.network.Parameters;
import io.lockstep.pass.PassFactory;
import io.lockstep.pass.plan.PassPlan;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;

/** Gradients on Spark: parameters out, a pass over the cached blocks of each partition, the exact sums reduced. */
public final class ClusterGradients implements GradientSource {
    private final ClusterBlocks blocks;
    private final PassFactory passes;
    private final PassClock clock;

    /** Gradients over these blocks by this pass. */
    public ClusterGradients(ClusterBlocks blocks, PassPlan passPlan) {
        this(blocks, blocks.passes(passPlan));
    }

    public ClusterGradients(ClusterBlocks blocks, PassFactory passes) {
        this.blocks = blocks;
        this.passes = passes;
        clock = new PassClock(blocks.spark());
    }

    public ClusterBlocks blocks() {
        return blocks;
    }

    public PassFactory passes() {
        return passes;
    }

    public PassClock clock() {
        return clock;
    }

    /** Of the last gradient, the tasks' own time, spread over the slots they had. */
    public Duration computing() {
        return clock.spreadOver(Math.max(1, Math.min(blocks.partitions(), Slots.of(blocks.spark()))));
    }

    @Override
    public String name() {
        return "cluster";
    }

    @Override
    public GradientSum gradientSum(Parameters parameters, Batch batch) {
        clock.reset();
        return blocks.withParameters(parameters, sent -> {
            PassFactory open = passes; // not this: an executor needs no more
            PassClock time = clock;
            return blocks.reduce(mine -> sum(mine, sent.value(), open, batch, time), GradientSum::merge);
        });
    }

    private static GradientSum sum(
            Iterator<Block> mine, Parameters parameters, PassFactory passes, Batch batch, PassClock clock) {
        return clock.time(() -> BlockSums.gradientSum(mine, parameters, passes, batch));
    }

    @Override
    public List<BlockDigest> digests(Parameters parameters, Batch batch) {
        return blocks.withParameters(parameters, sent -> {
            PassFactory open = passes;
            return blocks
                    .collect(mine -> BlockSums.digests(
                            mine, sent.value(), open, batch, Place.here().toString()))
                    .stream()
                    .flatMap(List::stream)
                    .toList();
        });
    }
}
