package io.lockstep.cluster.allreduce;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.LongStream;

/**
 * Many executors with one rank each, in one JVM, over a network with a latency and a bandwidth: each sends one message after the other, and each
 * receives one after the other. Run it for the table of scaling.md.
 */
final class AllReduceSimulation {
    private AllReduceSimulation() {}

    /** The network of an executor, each way. */
    record Wire(Duration latency, double bytesPerSecond) {
        double secondsFor(long longs) {
            return longs * Long.BYTES / bytesPerSecond;
        }
    }

    /** What one all-reduce took, and what each rank sent for it. */
    record Result(int ranks, int longs, double seconds, List<Long> messages, List<Long> bytes) {
        /** What the wires alone take: two phases, each a latency and (n-1)/n of the array. */
        static double model(int ranks, int longs, Wire wire) {
            return 2 * (wire.latency().toNanos() / 1e9 + wire.secondsFor(longs) * (ranks - 1) / ranks);
        }
    }

    /** All-reduces until {@code sums} are done; the fastest one counts. */
    static Result run(int ranks, int longs, int sums, Wire wire) {
        var split = "1" + "+1".repeat(ranks - 1);
        try (var all = new Ranks(split, new Wires(ranks, wire))) {
            var nanos = all.right(rank -> {
                long fastest = Long.MAX_VALUE;
                var mine = new long[longs];
                for (int i = 0; i < sums; i++) {
                    Arrays.fill(mine, rank.rank() + i);
                    long start = System.nanoTime();
                    var sum = rank.sum(mine);
                    fastest = Math.min(fastest, System.nanoTime() - start);
                    long expected = (long) ranks * i + (long) ranks * (ranks - 1) / 2;
                    if (LongStream.of(sum).anyMatch(found -> found != expected)) {
                        throw new AssertionError("Wrong sum at rank %d, all-reduce %d".formatted(rank.rank(), i));
                    }
                }
                return fastest;
            });
            return new Result(
                    ranks,
                    longs,
                    nanos.stream().mapToLong(n -> n).max().orElseThrow() / 1e9,
                    LongStream.range(0, ranks)
                            .map(rank -> all.network().sentMessages((int) rank) / sums)
                            .boxed()
                            .toList(),
                    LongStream.range(0, ranks)
                            .map(rank -> all.network().sentLongs((int) rank) * Long.BYTES / sums)
                            .boxed()
                            .toList());
        }
    }

    /** Each wire carries one message at a time. */
    private static final class Wires implements MemoryNetwork.Faults {
        private final Wire wire;
        private final AtomicLongArray outFree;
        private final AtomicLongArray inFree;

        Wires(int groups, Wire wire) {
            this.wire = wire;
            this.outFree = new AtomicLongArray(groups);
            this.inFree = new AtomicLongArray(groups);
            for (int i = 0; i < groups; i++) {
                outFree.set(i, System.nanoTime());
                inFree.set(i, System.nanoTime());
            }
        }

        @Override
        public List<Duration> arrivals(MemoryNetwork.Message message, int longs) {
            long now = System.nanoTime();
            long carried = (long) (1e9 * wire.secondsFor(longs));
            long sent = outFree.updateAndGet(message.from(), free -> Math.max(free, now) + carried);
            long reached = sent - carried + wire.latency().toNanos(); // its first byte
            long received = inFree.updateAndGet(message.to(), free -> Math.max(free, reached) + carried);
            return List.of(Duration.ofNanos(received - now));
        }
    }

    /** Prints the table. */
    public static void main(String[] args) {
        System.out.println(
                "| ranks | longs | latency | Gbit/s | messages a rank | MB a rank | wires alone, ms | simulated, ms |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        for (int ranks : new int[] {2, 4, 16, 64}) {
            for (int longs : new int[] {39_760, 400_000}) {
                for (var wire :
                        List.of(new Wire(Duration.ofMillis(1), 1.25e8), new Wire(Duration.ofMillis(5), 1.25e9))) {
                    var found = run(ranks, longs, 5, wire);
                    System.out.printf(
                            "| %d | %,d | %d ms | %.0f | %d | %.2f | %.1f | %.1f |%n",
                            ranks,
                            longs,
                            wire.latency().toMillis(),
                            wire.bytesPerSecond() * 8 / 1e9,
                            found.messages().get(0),
                            found.bytes().get(0) / 1e6,
                            1e3 * Result.model(ranks, longs, wire),
                            1e3 * found.seconds());
                }
            }
        }
    }
}
