package io.lockstep.cluster.audit;

import io.lockstep.block.AuditPlan;
import io.lockstep.block.Batch;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.ClusterGradients;
import io.lockstep.cluster.executor.Slots;
import io.lockstep.cluster.wire.JavaSerialized;
import io.lockstep.gradient.BlockDigest;
import io.lockstep.gradient.Computed;
import io.lockstep.gradient.GradientSource;
import io.lockstep.gradient.GradientSum;
import io.lockstep.network.Architecture;
import io.lockstep.network.Parameters;
import io.lockstep.pass.PassFactory;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * The gradients of a cluster, a share of each step's blocks computed a second time: read again from their source, on
 * another executor where there is one. If the results differ, the step is not taken.
 */
public final class AuditedGradients implements GradientSource {
    private final ClusterBlocks blocks;
    private final ClusterGradients unaudited;
    private final PassFactory passes;
    private final AuditPlan plan;

    /** Audits these gradients. */
    public AuditedGradients(ClusterGradients gradients, AuditPlan plan) {
        this.blocks = gradients.blocks();
        this.unaudited = gradients;
        this.passes = gradients.passes();
        this.plan = plan;
    }

    /** Opens passes in tasks. */
    public PassFactory passes() {
        return passes;
    }

    /** Which blocks are audited. */
    public AuditPlan plan() {
        return plan;
    }

    @Override
    public String name() {
        return unaudited.name();
    }

    /**
     * As without an audit.
     *
     * @throws AuditException if a block's second result is not bit-identical
     */
    @Override
    public GradientSum gradientSum(Parameters parameters, Batch batch) {
        return compute(parameters, batch).sum();
    }

    @Override
    public Computed compute(Parameters parameters, Batch batch) {
        if (!plan.includesAnyOf(batch)) {
            return unaudited.compute(parameters, batch);
        }
        return blocks.withParameters(parameters, sent -> {
            WitnessedSum step = once(sent, batch);
            GradientSum sum = step.timed().sum();
            Duration computing = blocks.spread(step.timed().nanoseconds());
            if (sum.exampleCount() != batch.exampleCount()) { // the trainer refuses it
                return new Computed(sum, computing);
            }
            List<BlockWitness> first = inOrder(step.witnesses());
            List<BlockWitness> second = inOrder(again(sent, batch, first));
            int elsewhere = compare(batch.step(), parameters.architecture(), first, second);
            return new Computed(sum, computing, first.size(), elsewhere);
        });
    }

    @Override
    public List<BlockDigest> digests(Parameters parameters, Batch batch) {
        return unaudited.digests(parameters, batch);
    }

    /** The step itself, over the cached blocks. */
    private WitnessedSum once(ClusterBlocks.Sent<Parameters> sent, Batch batch) {
        PassFactory open = passes; // not this: an executor needs no more
        AuditPlan audited = plan;
        return blocks.reduce(mine -> WitnessedSum.of(mine, sent.value(), open, batch, audited), WitnessedSum::merge);
    }

    /** The audited blocks once more, from their source, elsewhere. */
    private List<BlockWitness> again(ClusterBlocks.Sent<Parameters> sent, Batch batch, List<BlockWitness> first) {
        PassFactory open = passes;
        AuditPlan audited = plan;
        List<AuditTask> tasks = AuditTask.elsewhere(first, Slots.ofEach(blocks.spark()));
        return blocks.run(() -> AuditTask.placed(blocks.spark(), tasks, task -> blocks.rereading(task.blocks()))
                .flatMap(JavaSerialized.each((ClusterBlocks.Rereading mine) -> WitnessedSum.of(
                                mine.open(), sent.value(), open, batch, audited)
                        .witnesses()
                        .iterator()))
                .collect()
                .stream()
                .map(JavaSerialized::value)
                .toList());
    }

    private static List<BlockWitness> inOrder(List<BlockWitness> witnesses) {
        return witnesses.stream()
                .sorted(Comparator.comparingInt(BlockWitness::block))
                .toList();
    }

    /** How many of the blocks were computed on another executor the second time. */
    private static int compare(
            int step, Architecture architecture, List<BlockWitness> first, List<BlockWitness> second) {
        int elsewhere = 0;
        for (int i = 0; i < first.size(); i++) {
            int position = first.get(i).firstDifference(second.get(i));
            if (position >= 0) {
                String what = BlockWitness.name(position, architecture);
                throw new AuditException(step, what, position, first.get(i), second.get(i));
            }
            elsewhere += first.get(i).place().equals(second.get(i).place()) ? 0 : 1;
        }
        return elsewhere;
    }
}
