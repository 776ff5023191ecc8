package io.lockstep.cluster;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Waits for executors, which start one after the other: the work is distributed over those that exist when it starts.
 *
 * <ol>
 *   <li>It waits for all executors that the application requests, and at least for the task slots that the run needs.
 *   <li>If the slots suffice and the rest does not become available, because the cluster is smaller or full, the wait ends
 *       {@link #QUIET} after the last executor started, and this is reported.
 *   <li>If the number of executors is unknown, it ends {@link #SETTLED} after the last.
 * </ol>
 */
final class SlotWait {
    static final Duration QUIET = Duration.ofSeconds(15);
    static final Duration SETTLED = Duration.ofSeconds(1);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    private final Demand demand;
    private final int minSlots;
    private final Consumer<String> told;
    private final Clock clock;
    private String lastTold = "";

    /** The clock, which tests replace. */
    interface Clock {
        long nanoTime();

        void sleep(Duration duration);
    }

    SlotWait(Demand demand, int minSlots, Consumer<String> told, Clock clock) {
        this.demand = demand;
        this.minSlots = minSlots;
        this.told = told;
        this.clock = clock;
    }

    /**
     * Polls until the wait ends.
     *
     * @param unchanged time since the last executor started
     * @param limit longest time to wait
     * @param ended whether the application has ended
     * @return the resources at the last poll, which may be insufficient
     */
    Found await(Supplier<Found> look, Duration unchanged, Duration limit, BooleanSupplier ended) {
        long start = clock.nanoTime();
        long unchangedSince = start - unchanged.toNanos();
        Found found = look.get();
        while (!ended.getAsBoolean()) {
            boolean over = since(start).compareTo(limit) >= 0;
            if (over || isEnough(found, since(unchangedSince))) {
                tellIfIncomplete(found, over ? limit : QUIET);
                break;
            }
            tellWaiting(found);
            clock.sleep(BETWEEN_LOOKS);
            Found now = look.get();
            if (!now.equals(found)) {
                found = now;
                unchangedSince = clock.nanoTime();
            }
        }
        return found;
    }

    private Duration since(long nanoTime) {
        return Duration.ofNanos(clock.nanoTime() - nanoTime);
    }

    private boolean isEnough(Found found, Duration unchanged) {
        if (found.slots() < minSlots) {
            return false;
        }
        return demand.isMetBy(found) || unchanged.compareTo(demand.isKnown() ? QUIET : SETTLED) >= 0;
    }

    private void tellWaiting(Found found) {
        if (demand.isKnown() && !demand.isMetBy(found)) {
            tell(demand.waitingBeside(found));
        } else if (found.slots() < minSlots) {
            tell(Demand.waiting(minSlots, "task slot", found.slots()));
        }
    }

    private void tellIfIncomplete(Found found, Duration waited) {
        if (found.slots() >= minSlots && demand.isKnown() && !demand.isMetBy(found)) {
            tell("starting with %s: no more became available within %s"
                    .formatted(demand.partIn(found), StartUp.seconds(waited)));
        }
    }

    private void tell(String sentence) {
        if (!sentence.equals(lastTold)) {
            lastTold = sentence;
            told.accept(sentence);
        }
    }
}
