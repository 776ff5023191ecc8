package io.lockstep.cluster.audit;

import io.lockstep.block.AuditPlan;
import io.lockstep.block.Batch;
import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockReader;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.ClusterGradients;
import io.lockstep.cluster.PassClock;
import io.lockstep.cluster.executor.Slots;
import io.lockstep.cluster.wire.JavaSerialized;
import io.lockstep.data.Examples;
import io.lockstep.gradient.BlockDigest;
import io.lockstep.gradient.GradientSource;
import io.lockstep.gradient.GradientSum;
import io.lockstep.network.Architecture;
import io.lockstep.network.Parameters;
import io.lockstep.pass.PassFactory;
import java.time.Duration;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;

/**
 * The gradients of a cluster, a share of each step's blocks computed a second time: read again from their source, on
 * another executor where there is one. Where the bits are not the same, the step is not taken.
 */
public final class AuditedGradients implements GradientSource {
    private final ClusterBlocks blocks;
    private final ClusterGradients unaudited;
    private final PassFactory passes;
    private final AuditPlan plan;
    private Audit last = Audit.NONE;

    /** Audits these gradients. */
    public AuditedGradients(ClusterGradients gradients, AuditPlan plan) {
        this.blocks = gradients.blocks();
        this.unaudited = gradients;
        this.passes = gradients.passes();
        this.plan = plan;
    }

    @Override
    public String name() {
        return unaudited.name();
    }

    /**
     * As without an audit.
     *
     * @throws AuditException if a block has other bits the second time
     */
    @Override
    public GradientSum gradientSum(Parameters parameters, Batch batch) {
        last = Audit.NONE;
        if (!plan.includesAnyOf(batch)) {
            return unaudited.gradientSum(parameters, batch);
        }
        return blocks.withParameters(parameters, sent -> {
            unaudited.clock().reset();
            WitnessedSum step = once(sent, batch);
            if (step.sum().exampleCount() == batch.exampleCount()) { // or else the trainer does not take it
                List<BlockWitness> first = inOrder(step.witnesses());
                List<BlockWitness> second = inOrder(again(sent, batch, first));
                last = compare(batch.step(), parameters.architecture(), first, second);
            }
            return step.sum();
        });
    }

    @Override
    public List<BlockDigest> digests(Parameters parameters, Batch batch) {
        return unaudited.digests(parameters, batch);
    }

    /** Of the last gradient, the tasks' own time the first time, spread over the slots they had. */
    public Duration computing() {
        return unaudited.computing();
    }

    /** What was audited for the last gradient. */
    public Audit last() {
        return last;
    }

    /** The step itself, over the cached blocks. */
    private WitnessedSum once(ClusterBlocks.Sent<Parameters> sent, Batch batch) {
        PassFactory open = passes; // not this: an executor needs no more
        AuditPlan audited = plan;
        PassClock time = unaudited.clock();
        return blocks.reduce(mine -> once(mine, sent.value(), open, batch, audited, time), WitnessedSum::merge);
    }

    private static WitnessedSum once(
            Iterator<Block> mine,
            Parameters parameters,
            PassFactory passes,
            Batch batch,
            AuditPlan plan,
            PassClock clock) {
        return clock.time(() -> WitnessedSum.of(mine, parameters, passes, batch, plan));
    }

    /** The audited blocks once more, from their source, elsewhere. */
    private List<BlockWitness> again(ClusterBlocks.Sent<Parameters> sent, Batch batch, List<BlockWitness> first) {
        PassFactory open = passes;
        AuditPlan audited = plan;
        Examples examples = blocks.examples();
        BlockPlan cut = blocks.plan();
        List<AuditTask> tasks = AuditTask.elsewhere(first, Slots.ofEach(blocks.spark()));
        return blocks.run(() -> AuditTask.placed(blocks.spark(), tasks)
                .flatMap(JavaSerialized.each((AuditTask task) -> {
                    try (BlockReader mine = BlockReader.open(examples, cut, task.blocks())) {
                        return WitnessedSum.of(mine, sent.value(), open, batch, audited)
                                .witnesses()
                                .iterator();
                    }
                }))
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

    private static Audit compare(
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
        return new Audit(first.size(), elsewhere);
    }
}
