package io.lockstep.cluster.round;

import java.util.List;

/** The tasks of a round do not have the same state, or a sum that they exchanged is not that of all their parts. */
public final class ReplicaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private ReplicaException(String message) {
        super(message
                + " The step was discarded; resume from the last checkpoint, and check the memory of that machine.");
    }

    /** Found in the exchange of a step: the state from which it is taken. */
    static ReplicaException differ(int step, List<String> who) {
        return new ReplicaException(
                "step %d: expected the same parameters and optimizer state in all tasks after step %d, found others in %s."
                        .formatted(step, step - 1, String.join(" and ", who)));
    }

    /** Found at the end of a round. */
    static ReplicaException statesDiffer(int step, List<String> who) {
        return new ReplicaException(
                "step %d: expected the same optimizer state in all tasks after it, found others in %s."
                        .formatted(step, String.join(" and ", who)));
    }

    /** Found in the exchange of a step. */
    static ReplicaException wrongStep(int step, String who, long found) {
        String what = found == 0
                ? "none"
                : found % step == 0 ? "it %d times".formatted(found / step) : "that of step " + found;
        return new ReplicaException(
                "step %d: expected the gradient sum of %s once, found %s.".formatted(step, who, what));
    }

    /** Found by a task in the exchange of a step. Which part is wrong cannot be known. */
    static ReplicaException wrongSum(int step, String by) {
        return new ReplicaException(
                "step %d: expected the sum of all tasks' gradient sums in %s, found one with another checksum: a part was lost, changed or added twice."
                        .formatted(step, by));
    }

    /** Found in a repeated step. */
    static ReplicaException notAsBefore(int step, String expected, String found) {
        return new ReplicaException(
                "step %d: expected the parameters %.12s of its first execution, found %.12s when it was repeated."
                        .formatted(step, expected, found));
    }
}
