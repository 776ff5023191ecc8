package io.lockstep.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Contenders that take turns: one turn each, then the next round, so that what else the machine does hits all alike. */
final class Race {
    /** Does the work once and says how long it took, by whichever clock is nearest to the work. */
    @FunctionalInterface
    interface Turn {
        double milliseconds() throws Exception;
    }

    private final Map<String, Turn> contenders = new LinkedHashMap<>();

    /** Adds one; they take their turns in the order in which they were added. */
    Race with(String name, Turn turn) {
        contenders.put(name, turn);
        return this;
    }

    /** Rounds that do not count, then those that do. */
    Map<String, Times> run(int warmUps, int repeats) throws Exception {
        Map<String, Times> times = new LinkedHashMap<>();
        contenders.keySet().forEach(name -> times.put(name, new Times(new double[repeats])));
        for (int round = -warmUps; round < repeats; round++) {
            for (Map.Entry<String, Times> contender : times.entrySet()) {
                double milliseconds = Objects.requireNonNull(contenders.get(contender.getKey())).milliseconds();
                if (round >= 0) {
                    contender.getValue().milliseconds()[round] = milliseconds;
                }
            }
        }
        return times;
    }

    /** How long a piece of work takes on the calling thread, wall time. */
    static double milliseconds(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e6;
    }
}
