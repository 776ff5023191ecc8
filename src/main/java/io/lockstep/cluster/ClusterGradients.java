package io.lockstep.cluster;

import io.lockstep.block.Batch;
import io.lockstep.cluster.executor.Place;
import io.lockstep.gradient.BlockDigest;
import io.lockstep.gradient.BlockSums;
import io.lockstep.gradient.Computed;
import io.lockstep.gradient.GradientSource;
import io.lockstep.gradient.GradientSum;
import io.lockstep.network.Parameters;
import io.lockstep.pass.PassFactory;
import io.lockstep.pass.plan.PassPlan;
import java.util.List;

/** Gradients on Spark: the parameters are sent out, each partition runs a pass over its cached blocks, the exact sums are reduced. */
public final class ClusterGradients implements GradientSource {
    private final ClusterBlocks blocks;
    private final PassFactory passes;

    /** Gradients over these blocks with this pass. */
    public ClusterGradients(ClusterBlocks blocks, PassPlan passPlan) {
        this(blocks, blocks.passes(passPlan));
    }

    public ClusterGradients(ClusterBlocks blocks, PassFactory passes) {
        this.blocks = blocks;
        this.passes = passes;
    }

    public ClusterBlocks blocks() {
        return blocks;
    }

    public PassFactory passes() {
        return passes;
    }

    @Override
    public String name() {
        return "cluster";
    }

    @Override
    public GradientSum gradientSum(Parameters parameters, Batch batch) {
        return compute(parameters, batch).sum();
    }

    @Override
    public Computed compute(Parameters parameters, Batch batch) {
        return blocks.withParameters(parameters, sent -> {
            PassFactory open = passes; // not this: an executor needs no more
            TimedSum sum = blocks.reduce(
                    mine -> TimedSum.of(() -> BlockSums.gradientSum(mine, sent.value(), open, batch)), TimedSum::merge);
            return new Computed(sum.sum(), blocks.spread(sum.nanoseconds()));
        });
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
