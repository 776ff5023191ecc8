package io.lockstep.cluster.round;

import io.lockstep.cluster.Stall;
import io.lockstep.cluster.StallWatch;
import io.lockstep.cluster.transport.Address;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * Tells for which executor a round waits, once a step: where no step arrives for ten times as long as the last took, and at least 5 s. Those that
 * wait have told for whom.
 */
final class RoundStall {
    private final StallWatch watch;
    private final RoundDesk desk;
    private final Pace pace;
    private final Set<Address> told = new HashSet<>();
    private int step;
    private long since = System.nanoTime();

    /** Of a round whose first step is the one after this. */
    RoundStall(StallWatch watch, RoundDesk desk, Pace pace, int after) {
        this.watch = watch;
        this.desk = desk;
        this.pace = pace;
        step = after + 1;
    }

    /** A step has arrived. */
    void taken(int number) {
        step = number + 1;
        since = System.nanoTime();
        told.clear();
    }

    /** Tells what is new. */
    void look() {
        Duration waited = Duration.ofNanos(System.nanoTime() - since);
        if (waited.compareTo(pace.stall()) < 0) {
            return;
        }
        for (Address executor : desk.waitedFor()) {
            if (told.add(executor)) {
                watch.report(new Stall(
                        step,
                        executor.executor(),
                        executor.host(),
                        desk.tasks(executor),
                        waited,
                        pace.usual(),
                        watch.silence(executor.executor()),
                        watch.isSilent(executor.executor()) ? Stall.State.SILENT : Stall.State.ANSWERS));
            }
        }
    }
}
