package io.lockstep.cluster.round;

import io.lockstep.block.Batch;
import io.lockstep.cluster.allreduce.AllReduce;
import io.lockstep.gradient.BlockSums;
import io.lockstep.gradient.Computed;
import io.lockstep.gradient.GradientSource;
import io.lockstep.gradient.GradientSum;
import io.lockstep.network.Parameters;
import io.lockstep.pass.PassFactory;
import io.lockstep.train.OptimizerState;
import java.time.Duration;
import java.util.List;

/**
 * Gradients in a task of a round: a pass over the partition's blocks of the batch, and the exact sum of all tasks' sums. Every task has the same,
 * so that every task takes the same step.
 */
final class AllReducedGradients implements GradientSource {
    private final PartitionBlocks blocks;
    private final PassFactory passes;
    private final AllReduce allReduce;
    private final List<String> names;
    private volatile boolean endWanted;
    private boolean ended;
    private long slotsDigest;

    /**
     * Of one rank.
     *
     * @param names of all ranks
     */
    AllReducedGradients(PartitionBlocks blocks, PassFactory passes, AllReduce allReduce, List<String> names) {
        this.blocks = blocks;
        this.passes = passes;
        this.allReduce = allReduce;
        this.names = names;
    }

    @Override
    public String name() {
        return "all-reduce";
    }

    @Override
    public GradientSum gradientSum(Parameters parameters, Batch batch) {
        return compute(parameters, batch).sum();
    }

    /**
     * As {@link GradientSource#compute}.
     *
     * @throws ReplicaException if the tasks' states differ, or the sum is not that of all parts
     * @throws FaultException in every task, if one has a value that cannot be added
     */
    @Override
    public Computed compute(Parameters parameters, Batch batch) {
        long start = System.nanoTime();
        GradientSum mine = GradientSum.zero(parameters.architecture(), batch, RankSlots.room(names.size()));
        BlockSums.add(blocks.of(batch).iterator(), parameters, passes, batch, mine);
        long[] part = mine.integers();
        RankSlots slots = new RankSlots(names, part.length - RankSlots.room(names.size()));
        long digest = ParameterDigest.of(ParameterDigest.of(parameters.values()), slotsDigest);
        long computed = System.nanoTime();
        slots.write(part, allReduce.rank(), batch.step(), digest, computed - start, endWanted);
        long[] sums = allReduce.sum(part);
        slots.check(sums, allReduce.rank(), batch.step(), digest);
        ended = slots.ends(sums);
        GradientSum sum = mine.in(sums);
        if (sum.isFaulty()) {
            throw new FaultException(mine.fault());
        }
        return new Computed(
                sum,
                Duration.ofNanos(slots.nanoseconds(sums) / names.size()),
                Duration.ofNanos(System.nanoTime() - computed),
                0,
                0);
    }

    /** The next gradient is for a step from this state, whose slots are compared with those of the other tasks. */
    void from(OptimizerState state) {
        slotsDigest = ParameterDigest.of(state.slots());
    }

    /** The round is to end after the next step, for all ranks. May be called from any thread. */
    void end() {
        endWanted = true;
    }

    /** Whether the round ends after this step: the same for all ranks. */
    boolean hasEnded() {
        return ended;
    }
}
