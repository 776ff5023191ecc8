package io.lockstep.cluster.round;

import io.lockstep.cluster.allreduce.PeerException;
import io.lockstep.cluster.transport.Address;
import io.lockstep.cluster.transport.DriverLineException;
import io.lockstep.train.StepRecord;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.TaskKilledException;
import org.jspecify.annotations.Nullable;

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
     * @param ours the failure itself, where it is Lockstep's, and another attempt would fail in the same way; else null
     */
    record Failed(String who, String cause, boolean secondary, @Nullable RuntimeException ours) implements Message {

        static Failed of(String who, Throwable cause) {
            boolean peers = cause instanceof PeerException || cause instanceof DriverLineException;
            return new Failed(
                    who,
                    String.valueOf(cause),
                    cause instanceof PeerException peer && peer.isSecondary() || cause instanceof TaskKilledException,
                    !peers && cause instanceof RuntimeException ours && cause.getClass().getName().startsWith("io.lockstep.")
                            ? ours
                            : null);
        }

        /** As a clause. */
        String words() {
            return who + " failed: " + cause;
        }
    }
}
