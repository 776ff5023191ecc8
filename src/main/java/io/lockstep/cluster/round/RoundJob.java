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
        Message.Failed first = desk.failure();
        if (first != null && first.ours() != null) {
            return first.ours();
        }
        if (CancelledException.isCauseOf(failure) || blocks.spark().sc().isStopped()) {
            return failure instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(failure);
        }
        return new LostRoundException(first == null || first.secondary() ? loss(first, failure) : first.words(), failure);
    }

    /** Tasks lose their peers before the driver loses the executor: it is waited for, as its loss is the cause. */
    private String loss(Message.Failed first, Throwable failure) {
        long begin = System.nanoTime();
        while (since(begin).compareTo(TO_LEARN_OF_A_LOSS) < 0) {
            List<ExecutorDescription> lost = lost();
            if (lost.size() > lostBefore.size()) {
                ExecutorDescription last = lost.get(lost.size() - 1);
                return "executor %s on %s was lost: %s".formatted(last.id(), last.host(), last.lost());
            }
            try {
                Thread.sleep(MILLISECONDS_BETWEEN_LOOKS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        return first == null ? String.valueOf(failure.getMessage()) : first.words();
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
