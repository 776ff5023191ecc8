package io.lockstep.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Contenders that take turns: one turn each, then the next round, which another one begins. So what else the machine does hits all
 * alike, and so does what the one before has left behind.
 */
final class Race {
    /** Does the work once and says how long it took, by whichever clock is nearest to the work. */
    @FunctionalInterface
    interface Turn {
        double milliseconds() throws Exception;
    }

    /** After its turn a library's threads go on looking for work for a while: 26 ms those of OpenBLAS. */
    private static final int MILLISECONDS_BETWEEN_TURNS = 60;

    private record Contender(Turn turn, int everyRounds) {}

    private final Map<String, Contender> contenders = new LinkedHashMap<>();

    /** Adds one. */
    Race with(String name, Turn turn) {
        return with(name, turn, 1);
    }

    /** Adds a slow one, who has a turn in the first and in every so many rounds only. */
    Race with(String name, Turn turn, int everyRounds) {
        contenders.put(name, new Contender(turn, everyRounds));
        return this;
    }

    /** Rounds that do not count, of which the slow have the last one and some before, then those that do. */
    Map<String, Times> run(int warmUps, int repeats) throws Exception {
        Map<String, List<Double>> times = new LinkedHashMap<>();
        contenders.keySet().forEach(name -> times.put(name, new ArrayList<>()));
        List<Map.Entry<String, Contender>> order = new ArrayList<>(contenders.entrySet());
        for (int round = -warmUps; round < repeats; round++) {
            System.gc(); // what one leaves on the heap is not to be swept in another's turn
            for (Map.Entry<String, Contender> contender : order) {
                List<Double> mine = Objects.requireNonNull(times.get(contender.getKey()));
                int every = contender.getValue().everyRounds();
                if (round >= 0 ? round % every == 0 : Math.floorMod(round, every) == every - 1) {
                    Thread.sleep(MILLISECONDS_BETWEEN_TURNS);
                    double milliseconds = contender.getValue().turn().milliseconds();
                    if (round >= 0) {
                        mine.add(milliseconds);
                    }
                }
            }
            Collections.rotate(order, -1);
        }
        Map<String, Times> results = new LinkedHashMap<>();
        times.forEach((name, mine) -> results.put(
                name, new Times(mine.stream().mapToDouble(Double::doubleValue).toArray())));
        return results;
    }

    /** How long a piece of work takes on the calling thread, wall time. */
    static double milliseconds(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e6;
    }

    /** What a piece of work computes on the calling thread, which other processes change less than its wall time. */
    static double computing(Runnable work) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        work.run();
        return (threads.getCurrentThreadCpuTime() - start) / 1e6;
    }
}
