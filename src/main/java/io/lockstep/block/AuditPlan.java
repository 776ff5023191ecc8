package io.lockstep.block;

import io.lockstep.data.SplitMix64;
import java.io.Serializable;

/**
 * Which blocks of which steps are computed twice. Each is drawn independently, with the probability {@code share}, from
 * its step and index only: every layout of a cluster draws the same blocks, and an error in one block of one step is detected
 * with that probability.
 *
 * @param seed of the draw
 * @param share from 0, none, to 1, all
 */
public record AuditPlan(long seed, double share) implements Serializable {

    public AuditPlan {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("expected a share of the blocks, 0 .. 1, found " + share);
        }
    }

    /** Whether this block of this step is computed twice. */
    public boolean includes(int step, int block) {
        return SplitMix64.of(seed, step, block).uniform() < share; // to 2^-53, as finely as uniform() is drawn
    }

    /** Whether there is such a block in the batch. */
    public boolean includesAnyOf(Batch batch) {
        return batch.blocks().stream().anyMatch(block -> includes(batch.step(), block));
    }
}
