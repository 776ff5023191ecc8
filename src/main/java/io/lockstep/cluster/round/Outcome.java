package io.lockstep.cluster.round;

import io.lockstep.gradient.Fault;
import io.lockstep.train.Step;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What a task of a round comes back with.
 *
 * @param who its name
 * @param step number of the last step that it took
 * @param stateSha256 of its state after that
 * @param last that step; null but for the first rank, since all have the same
 * @param fault the value that could not be added in the step after that, if this task had it
 * @param problem what ended the round in every task alike: training diverged, or the exchange is wrong; null if nothing did
 */
record Outcome(
        String who,
        int step,
        String stateSha256,
        @Nullable Step last,
        @Nullable Fault fault,
        @Nullable RuntimeException problem)
        implements Serializable {}
