package io.lockstep.cluster.allreduce;

import io.lockstep.cluster.allreduce.MemoryNetwork.Message;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;

/**
 * Many executors with one rank each, in one JVM, over a network that is computed: the all-reduce is the real one, and its messages carry the time
 * at which they would arrive. No thread sleeps and no clock is read, so that a result is the same on every machine.
 */
final class AllReduceSimulation {
    private static final long MESSAGE_NANOS = 100_000; // by MessageCost

    private AllReduceSimulation() {}

    /**
     * The network of an executor, each way, and what its processor does for it.
     *
     * @param message time for sending and receiving one message, half of it on either side
     */
    record Wire(Duration latency, double bytesPerSecond, Duration message) {
        double secondsFor(double longs) {
            return longs * Long.BYTES / bytesPerSecond;
        }

        double latencySeconds() {
            return latency.toNanos() / 1e9;
        }

        double messageSeconds() {
            return message.toNanos() / 1e9;
        }
    }

    /** What one all-reduce took, and what each rank sent for it. */
    record Result(double seconds, List<Long> messages, List<Long> bytes) {}

    /**
     * The model of scaling.md: two phases, each a latency and the longer of two times: that of n-1 messages for the processor, and that of (n-1)/n
     * of the array on the wire.
     */
    record Model(int ranks, int longs, Wire wire) {
        double seconds() {
            return 2 * (wire.latencySeconds() + Math.max(messages(), onTheWire()));
        }

        /** Of a phase, for the processor. */
        double messages() {
            return (ranks - 1) * wire.messageSeconds();
        }

        /** Of a phase, for the network. */
        double onTheWire() {
            return wire.secondsFor(longs) * (ranks - 1) / ranks;
        }

        /**
         * By how much a simulation may be above the model. In each phase the first message is handled before the wire has anything to do, and one
         * slice is on the wire when all else is done; a slice is rounded up to whole longs.
         */
        double above() {
            return 2
                    * (wire.messageSeconds()
                            + wire.secondsFor(Math.ceil((double) longs / ranks))
                            + wire.secondsFor(ranks));
        }

        /** By how much it may be below: while messages are still sent, the first ones travel. */
        double below() {
            return 2 * Math.min(wire.latencySeconds(), messages()) + 2 * wire.secondsFor(ranks);
        }
    }

    /** One all-reduce after {@code before} others. */
    static Result run(int ranks, int longs, int before, Wire wire) {
        var time = new Time(ranks, wire);
        try (var all = new Ranks("1" + "+1".repeat(ranks - 1), time)) {
            for (int i = 0; i <= before; i++) {
                int number = i;
                all.right(rank -> sum(rank, longs, number));
                time.meet();
            }
            return new Result(
                    time.lastSeconds(),
                    LongStream.range(0, ranks)
                            .map(rank -> all.network().sentMessages((int) rank) / (before + 1))
                            .boxed()
                            .toList(),
                    LongStream.range(0, ranks)
                            .map(rank -> all.network().sentLongs((int) rank) * Long.BYTES / (before + 1))
                            .boxed()
                            .toList());
        }
    }

    private static Object sum(AllReduce rank, int longs, int number) {
        var mine = new long[longs];
        Arrays.fill(mine, rank.rank() + number);
        long expected = (long) rank.ranks() * number + (long) rank.ranks() * (rank.ranks() - 1) / 2;
        if (LongStream.of(rank.sum(mine)).anyMatch(found -> found != expected)) {
            throw new AssertionError("Wrong sum at rank %d, all-reduce %d".formatted(rank.rank(), number));
        }
        return rank;
    }

    /**
     * Each rank has a time of its own, which only its thread changes. A wire carries one message at a time; a message that arrives takes the time
     * of its receiver to that of its arrival.
     */
    private static final class Time implements MemoryNetwork.Faults {
        private final Wire wire;
        private final double[] now;
        private final double[] outFree;
        private final double[] inFree;
        private final Map<Message, Double> firstByte = new ConcurrentHashMap<>();
        private double met;
        private double last;

        Time(int ranks, Wire wire) {
            this.wire = wire;
            now = new double[ranks];
            outFree = new double[ranks];
            inFree = new double[ranks];
        }

        @Override
        public List<Duration> arrivals(Message message, int longs) {
            int from = message.from();
            now[from] += wire.messageSeconds() / 2;
            double begins = Math.max(now[from], outFree[from]);
            outFree[from] = begins + wire.secondsFor(longs);
            firstByte.put(message, begins + wire.latencySeconds());
            return List.of(Duration.ZERO);
        }

        @Override
        public void afterReceive(Message message, int longs) {
            int to = message.to();
            inFree[to] =
                    Math.max(inFree[to], Objects.requireNonNull(firstByte.remove(message))) + wire.secondsFor(longs);
            now[to] = Math.max(now[to], inFree[to]) + wire.messageSeconds() / 2;
        }

        /** An all-reduce is over when its last rank has the sum; the next begins for all at once. */
        void meet() {
            double end = Arrays.stream(now).max().orElseThrow();
            last = end - met;
            met = end;
            Arrays.fill(now, end);
        }

        double lastSeconds() {
            return last;
        }
    }

    /**
     * Prints the table of scaling.md. A sum of a million is simulated as one of a twenty-fifth over a wire of a twenty-fifth, which takes the same time
     * and 64 ranks of which fit into a heap.
     */
    public static void main(String[] args) {
        System.out.println(
                "| executors | parameters | Gbit/s | messages an executor | MB an executor | model | simulated |");
        System.out.println("|---|---|---|---|---|---|---|");
        for (int ranks : new int[] {2, 10, 64}) {
            for (int longs : new int[] {40_000, 1_000_000}) {
                for (double gigabits : new double[] {10, 25}) {
                    int smaller = longs / 40_000;
                    var wire = new Wire(
                            Duration.ofNanos(100_000), gigabits / 8 * 1e9 / smaller, Duration.ofNanos(MESSAGE_NANOS));
                    var found = run(ranks, 40_000, 1, wire);
                    System.out.printf(
                            "| %d | %,d | %.0f | %d | %.2f | %.2f ms | %.2f ms |%n",
                            ranks,
                            longs,
                            gigabits,
                            found.messages().get(0),
                            smaller * found.bytes().get(0) / 1e6,
                            1e3 * new Model(ranks, 40_000, wire).seconds(),
                            1e3 * found.seconds());
                }
            }
        }
    }
}
