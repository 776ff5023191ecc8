package io.lockstep.cluster.round;

import io.lockstep.cluster.CancelledException;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.GangJob;
import io.lockstep.cluster.executor.ExecutorDescription;
import io.lockstep.train.StepRecord;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One attempt at a round, seen from the driver: follows its steps while it runs, and finds out why it failed. */
final class RoundJob {
    /** Spark starts the tasks when all their slots are free at once; other work may keep it from that. */
    private static final Duration TO_START = Duration.ofSeconds(20);

    private static final Duration TO_LEARN_OF_A_LOSS = Duration.ofSeconds(3);
    private static final int MILLISECONDS_BETWEEN_LOOKS = 100;

    private final ClusterSession session;
    private final ClusterBlocks blocks;
    private final RoundDesk desk;
    private final long start = System.nanoTime();
    private final List<ExecutorDescription> lostBefore;

    RoundJob(ClusterSession session, ClusterBlocks blocks, RoundDesk desk) {
        this.session = session;
        this.blocks = blocks;
        this.desk = desk;
        lostBefore = lost();
    }

    /**
     * Runs it.
     *
     * @param taken receives each step, and returns whether the round goes on
     * @throws LostRoundException if it failed and can be repeated
     */
    List<Outcome> run(RoundTask task, Predicate<StepRecord> taken) {
        GangJob<Outcome> job = blocks.gang(task, desk::wake);
        try {
            while (!job.isOver()) {
                desk.await(MILLISECONDS_BETWEEN_LOOKS).forEach(step -> tell(step, taken));
                requireStarted();
                requireUninterrupted();
            }
            for (List<StepRecord> steps = desk.await(0); !steps.isEmpty(); steps = desk.await(0)) {
                steps.forEach(step -> tell(step, taken));
            }
        } catch (Throwable e) {
            job.cancel();
            throw e;
        }
        try {
            return job.results();
        } catch (Throwable e) { // Spark throws checked exceptions that no signature declares
            throw failure(e);
        }
    }

    private void tell(StepRecord step, Predicate<StepRecord> taken) {
        if (!taken.test(step)) {
            desk.end();
        }
    }

    private void requireStarted() {
        if (desk.joined() < blocks.partitions() && since(start).compareTo(TO_START) > 0) {
            String reason = "%d of %d tasks started within %d s, because other work has the task slots"
                    .formatted(desk.joined(), blocks.partitions(), TO_START.toSeconds());
            throw new LostRoundException(reason, new IllegalStateException(reason));
        }
    }

    private static void requireUninterrupted() {
        if (Thread.interrupted()) {
            throw new IllegalStateException(new InterruptedException());
        }
    }

    private RuntimeException failure(Throwable failure) {
        boolean isEnd = CancelledException.isCauseOf(failure) || blocks.spark().sc().isStopped();
        if (!isEnd) {
            awaitCause();
        }
        Message.Failed told = desk.failure();
        if (told != null && told.ours() != null) {
            return told.ours();
        }
        if (isEnd) {
            return failure instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(failure);
        }
        return new LostRoundException(reason(told, failure), failure);
    }

    /** Tasks lose their peers before the driver loses the executor, or hears of the first failure: the cause is waited for. */
    private void awaitCause() {
        long begin = System.nanoTime();
        while (!isCause(desk.failure())
                && lost().size() == lostBefore.size()
                && since(begin).compareTo(TO_LEARN_OF_A_LOSS) < 0) {
            try {
                Thread.sleep(MILLISECONDS_BETWEEN_LOOKS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static boolean isCause(Message.@Nullable Failed told) {
        return told != null && !told.secondary();
    }

    private String reason(Message.@Nullable Failed told, Throwable failure) {
        List<ExecutorDescription> lost = lost();
        if (!isCause(told) && lost.size() > lostBefore.size()) {
            ExecutorDescription last = lost.get(lost.size() - 1);
            return "executor %s on %s was lost: %s".formatted(last.id(), last.host(), last.lost());
        }
        return told == null ? String.valueOf(failure.getMessage()) : told.words();
    }

    private List<ExecutorDescription> lost() {
        return session.executors().stream()
                .filter(executor -> !executor.lost().isEmpty())
                .toList();
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }
}
