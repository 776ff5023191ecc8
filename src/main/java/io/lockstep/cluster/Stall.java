package io.lockstep.cluster;

import java.time.Duration;

/**
 * A step waits for an executor much longer than the last steps took.
 *
 * @param step that waits; 0 where it is other work, such as an evaluation
 * @param executor Spark's name for it
 * @param host where it runs
 * @param tasks how many of ours it has not finished
 * @param waited since the first of them was sent to it
 * @param usual median time of the last steps; 0 where too few were taken
 * @param silence since the executor was last heard of
 * @param state what is known of the executor, and done about it
 */
public record Stall(
        int step,
        String executor,
        String host,
        int tasks,
        Duration waited,
        Duration usual,
        Duration silence,
        State state) {

    /** What is known of an executor that is waited for. */
    public enum State {
        /** It sends heartbeats, or has sent one so lately that the next is not overdue: it is slow. */
        ANSWERS,
        /** Its heartbeats are overdue. */
        SILENT,
        /** It was silent for too long: Spark gets another and runs its tasks there. */
        REPLACED
    }

    /** The sentence for people, such as {@code step 41: waiting for 12 s for 1 task on executor 1 on 10.0.0.7 (the last steps took 18 ms).} */
    public String sentence() {
        if (state == State.REPLACED) {
            return silence(executor, host, silence) + ": replacing it (cluster.task-timeout).";
        }
        return "step %,d: waiting for %s for %,d %s on executor %s on %s%s%s."
                .formatted(
                        step,
                        words(waited),
                        tasks,
                        tasks == 1 ? "task" : "tasks",
                        executor,
                        host,
                        state == State.SILENT ? ", which has not answered for " + words(silence) : "",
                        usual.isZero() ? "" : " (the last steps took %s)".formatted(words(usual)));
    }

    /** {@code executor 1 on 10.0.0.7 has not answered for 31 s}. */
    static String silence(String executor, String host, Duration silence) {
        return "executor %s on %s has not answered for %s".formatted(executor, host, words(silence));
    }

    private static String words(Duration duration) {
        return duration.toMillis() < 1_000 ? duration.toMillis() + " ms" : duration.toSeconds() + " s";
    }
}
