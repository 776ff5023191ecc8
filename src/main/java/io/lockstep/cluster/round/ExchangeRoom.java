package io.lockstep.cluster.round;

/**
 * Whether executors can hold the messages of an exchange, which lie outside the heap.
 *
 * <p>In each of its two phases an executor sends and receives (n-1)/n of the sum, 8 bytes a parameter. An executor that is behind still holds what it
 * has sent and received in the first phase when the others send it the second: four times (n-1)/n of the sum at most. Time is no reason against an
 * exchange: each executor costs it two messages, some 0.1 ms of processor time each, and costs a job a task, which is several times as much (see
 * scaling.md).
 *
 * @param parameters of the network
 * @param executors in the exchange
 * @param outsideHeap bytes that an executor may have outside the heap
 */
record ExchangeRoom(int parameters, int executors, long outsideHeap) {
    private static final long PARTS_HELD = 4;

    /** The rest is Java's: code, classes, threads, and Spark's own buffers. */
    private static final int SHARE = 2;

    /** Why they cannot; empty if they can. */
    String reasonAgainst() {
        if (executors < 2) {
            return "";
        }
        long sum = (long) Long.BYTES * parameters;
        long slice = (sum - 1) / executors + 1;
        if (slice > Integer.MAX_VALUE) {
            return "a message between %,d executors would have %,d MiB for %,d parameters, and can have %,d"
                    .formatted(executors, slice >> 20, parameters, Integer.MAX_VALUE >> 20);
        }
        long held = PARTS_HELD * (sum - slice);
        return held <= outsideHeap / SHARE
                ? ""
                : "an executor's messages would need %,d MiB of %,d MiB outside the heap (spark.executor.memoryOverhead) for %,d parameters"
                        .formatted(held >> 20, outsideHeap >> 20, parameters);
    }
}
