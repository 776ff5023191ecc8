package io.lockstep.cluster.round;

import io.lockstep.cluster.allreduce.PeerException;
import io.lockstep.cluster.transport.Address;
import io.lockstep.cluster.transport.DriverLineException;
import io.lockstep.pass.cuda.CudaException;
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
     * The tasks of an executor wait for those of another.
     *
     * @param executor that waits
     * @param other that is waited for
     */
    record Waits(Address executor, Address other) implements Message {}

    /**
     * A task fails.
     *
     * @param who its name
     * @param executor where it ran
     * @param cause what failed
     * @param secondary whether it fails only because another task did
     * @param waitedFor the executor that it waited for in vain; null if it fails for another reason
     * @param ours the failure itself, where it is Lockstep's, and another attempt would fail in the same way; else null
     */
    record Failed(
            String who,
            Address executor,
            String cause,
            boolean secondary,
            @Nullable Address waitedFor,
            @Nullable RuntimeException ours)
            implements Message {

        /** Of a task at this place; the roster is null before all have started. */
        static Failed of(int rank, Address executor, Throwable cause, @Nullable Roster roster) {
            return new Failed(
                    Roster.name(rank, executor),
                    executor,
                    cause instanceof PeerException ? String.valueOf(cause.getMessage()) : String.valueOf(cause),
                    isSecondary(cause),
                    roster != null && cause instanceof PeerException peer && peer.kind() == PeerException.Kind.TIMEOUT
                            ? roster.executor(peer.peer())
                            : null,
                    isOurs(cause) ? (RuntimeException) cause : null);
        }

        private static boolean isSecondary(Throwable cause) {
            return cause instanceof DriverLineException
                    || cause instanceof TaskKilledException
                    || (cause instanceof PeerException peer && peer.isSecondary());
        }

        private static boolean isOurs(Throwable cause) {
            return cause instanceof RuntimeException
                    && cause.getClass().getName().startsWith("io.lockstep.")
                    && !(cause instanceof PeerException || cause instanceof DriverLineException)
                    && !(cause instanceof CudaException gpu && gpu.isLoss()); // another executor may have one
        }

        /** As a clause. */
        String words() {
            return who + " failed: " + cause.replaceFirst("\\.$", "");
        }
    }
}
