package io.lockstep.cluster.round;

import java.util.List;

/** The tasks of a round do not have the same parameters, or a sum that they exchanged is not that of all their parts. */
public final class ReplicaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private ReplicaException(String message) {
        super(message
                + " The step was discarded; resume from the last checkpoint, and check the memory of that machine.");
    }

    /** Found in the exchange of a step: the parameters with which it was computed. */
    static ReplicaException differ(int step, List<String> who) {
        return new ReplicaException(
                "step %d: expected the same parameters in all tasks after step %d, found others in %s."
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

    /** Found in the exchange of a step. */
    static ReplicaException wrongSum(int step) {
        return new ReplicaException(
                "step %d: expected the sum of the tasks' gradient sums, found another checksum: a part was lost, changed or added twice."
                        .formatted(step));
    }

    /** Found in a repeated step. */
    static ReplicaException notAsBefore(int step, String expected, String found) {
        return new ReplicaException(
                "step %d: expected the parameters %.12s of its first execution, found %.12s when it was repeated."
                        .formatted(step, expected, found));
    }
}
