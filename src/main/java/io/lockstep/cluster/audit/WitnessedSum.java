package io.lockstep.cluster.audit;

import io.lockstep.block.AuditPlan;
import io.lockstep.block.Batch;
import io.lockstep.block.Block;
import io.lockstep.cluster.TimedSum;
import io.lockstep.cluster.executor.Place;
import io.lockstep.gradient.BlockSums;
import io.lockstep.network.Parameters;
import io.lockstep.pass.PassFactory;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The sum of blocks' gradients, and a witness of each audited block of it.
 *
 * @param timed the sum of all the blocks
 * @param witnesses of those that are audited, of the gradients that were added
 */
record WitnessedSum(TimedSum timed, List<BlockWitness> witnesses) implements Serializable {

    /** A task's work on its blocks, in the first computation and in the second. */
    static WitnessedSum of(
            Iterator<Block> blocks, Parameters parameters, PassFactory passes, Batch batch, AuditPlan plan) {
        List<BlockWitness> witnesses = new ArrayList<>();
        TimedSum sum = TimedSum.of(() -> BlockSums.gradientSum(
                blocks,
                parameters,
                passes,
                batch,
                block -> plan.includes(batch.step(), block),
                added -> witnesses.add(BlockWitness.of(added, parameters.architecture(), Place.here()))));
        return new WitnessedSum(sum, witnesses);
    }

    /** Adds the sum of other blocks of the same batch. */
    WitnessedSum merge(WitnessedSum other) {
        witnesses.addAll(other.witnesses);
        return new WitnessedSum(timed.merge(other.timed), witnesses);
    }
}
