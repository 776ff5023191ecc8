package io.lockstep.cluster.round;

import io.lockstep.cluster.transport.Address;
import io.lockstep.train.StepRecord;
import java.io.Serializable;
import java.util.List;

/** What a task of a round tells the driver. */
sealed interface Message extends Serializable {

    /** A task has started; the answer is the {@link Roster}, once all have. */
    record Joined(int rank, Address address) implements Message {}

    /** Steps were taken; the answer is whether the round goes on. */
    record Taken(List<StepRecord> steps) implements Message {}

    /**
     * A task fails.
     *
     * @param who its name
     * @param cause what failed
     * @param secondary whether it fails only because another task did
     */
    record Failed(String who, String cause, boolean secondary) implements Message {}
}
