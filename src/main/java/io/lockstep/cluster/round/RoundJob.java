package io.lockstep.cluster.round;

import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.GangJob;
import io.lockstep.train.StepRecord;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** One attempt at a round, seen from the driver: follows its steps while it runs. */
final class RoundJob {
    /** Spark starts the tasks when all their slots are free at once; other work may keep it from that. */
    private static final Duration TO_START = Duration.ofSeconds(20);

    private static final Duration TO_END = Duration.ofSeconds(5);
    private static final int MILLISECONDS_BETWEEN_LOOKS = 100;

    private final ClusterBlocks blocks;
    private final RoundDesk desk;
    private final FirstCause cause;
    private final RoundStall stall;
    private final long start = System.nanoTime();

    RoundJob(ClusterSession session, ClusterBlocks blocks, RoundDesk desk, RoundStall stall) {
        this.blocks = blocks;
        this.desk = desk;
        this.stall = stall;
        cause = new FirstCause(session, desk);
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
                stall.look();
                requireStarted(job);
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
            RuntimeException first = cause.of(e);
            awaitTasks(job);
            throw first;
        }
    }

    private void tell(StepRecord step, Predicate<StepRecord> taken) {
        stall.taken(step.step());
        if (!taken.test(step)) {
            desk.end();
        }
    }

    private void requireStarted(GangJob<?> job) {
        if (desk.joined() == 0 && since(start).compareTo(TO_START) > 0 && !job.isActive()) {
            String reason = "its %d tasks could not start within %d s, because other work has the task slots"
                    .formatted(blocks.partitions(), TO_START.toSeconds());
            throw new LostRoundException(reason, new IllegalStateException(reason));
        }
    }

    /** Spark tells those that are left to end, and does not wait for them. */
    private static void awaitTasks(GangJob<?> job) {
        long end = System.nanoTime();
        try {
            while (job.isActive() && since(end).compareTo(TO_END) < 0) {
                Thread.sleep(MILLISECONDS_BETWEEN_LOOKS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void requireUninterrupted() {
        if (Thread.interrupted()) {
            throw new IllegalStateException(new InterruptedException());
        }
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }
}
