package io.lockstep.cluster.round;

import io.lockstep.gradient.DivergedException;
import io.lockstep.gradient.Fault;
import io.lockstep.train.Step;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a task of a round comes back with.
 *
 * @param who its name
 * @param step number of the last step that it took
 * @param stateSha256 of its state after that
 * @param last that step; null but for the first rank, since all have the same
 * @param fault the value that could not be added in the step after that, if this task had it
 * @param problem what ended the round in every task alike: training diverged; null if nothing did
 */
record Outcome(
        String who,
        int step,
        String stateSha256,
        @Nullable Step last,
        @Nullable Fault fault,
        @Nullable RuntimeException problem)
        implements Serializable {

    /**
     * The last step of a round, which all tasks have taken alike.
     *
     * @param outcomes in the order of the ranks
     * @throws DivergedException naming the step, if a gradient or a parameter is not finite or out of range
     * @throws ReplicaException if tasks differ
     */
    static Step common(List<Outcome> outcomes) {
        outcomes.stream()
                .map(Outcome::problem)
                .filter(Objects::nonNull)
                .findFirst()
                .ifPresent(problem -> {
                    throw problem;
                });
        outcomes.stream()
                .filter(outcome -> outcome.fault != null)
                .min(Comparator.comparingInt(
                        outcome -> Objects.requireNonNull(outcome.fault).block()))
                .ifPresent(outcome -> {
                    throw new DivergedException(Objects.requireNonNull(outcome.fault), outcome.step + 1);
                });
        Outcome first = outcomes.get(0);
        List<String> others = Minority.of(
                outcomes.stream().map(Outcome::who).toList(),
                outcomes.stream().map(Outcome::stateSha256).toList());
        if (!others.isEmpty()) {
            throw ReplicaException.statesDiffer(first.step, others);
        }
        return Objects.requireNonNull(first.last);
    }
}
