package io.lockstep.cluster;

import io.lockstep.cluster.dealing.Dealing.Holding;
import io.lockstep.cluster.dealing.Move;
import io.lockstep.cluster.executor.Place;
import io.lockstep.cluster.executor.Slots;
import io.lockstep.train.Stepper;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets a run follow its executors: where some have come or gone, the blocks are dealt over those that are there. The results keep their
 * bits. Under dynamic allocation it requests as many executors as the run has use for; those that get no partition have no block of the
 * run left, and Spark takes them away when they are idle.
 *
 * <p>Only for runs whose result does not depend on the partitions, and where nobody has chosen their number.
 */
public final class Elastic implements AutoCloseable {
    /** A dealing costs one job and what it moves; each flicker of a busy cluster is not worth that. */
    static final Duration BETWEEN_DEALINGS = Duration.ofSeconds(10);

    /** How often blocks that Spark has put elsewhere are dealt once more before another executor comes or goes. */
    private static final int CORRECTIONS = 3;

    private final ClusterBlocks training;
    private final List<ClusterBlocks> others;
    private final SlotChanges changes;
    private final Supplier<Map<Place, Integer>> slots;
    private final boolean givesBack;
    private final Consumer<LayoutChange> told;
    private final Runnable end;
    private int corrections;

    /** {@code slots} are asked for where something has changed. */
    Elastic(
            ClusterBlocks training,
            List<ClusterBlocks> others,
            SlotChanges changes,
            Supplier<Map<Place, Integer>> slots,
            boolean givesBack,
            Consumer<LayoutChange> told,
            Runnable end) {
        this.training = training;
        this.others = List.copyOf(others);
        this.changes = changes;
        this.slots = slots;
        this.givesBack = givesBack;
        this.told = told;
        this.end = end;
    }

    /**
     * Follows the executors of a session from now on.
     *
     * @param wanted if not, or in local mode, nothing is ever dealt anew
     * @param training the blocks of the steps
     * @param validation dealt together with them; null if there are none
     * @param told is told of each dealing
     */
    public static Elastic of(
            ClusterSession session,
            boolean wanted,
            ClusterBlocks training,
            @Nullable ClusterBlocks validation,
            Consumer<LayoutChange> told) {
        return of(session, wanted, training, validation, told, BETWEEN_DEALINGS);
    }

    static Elastic of(
            ClusterSession session,
            boolean wanted,
            ClusterBlocks training,
            @Nullable ClusterBlocks validation,
            Consumer<LayoutChange> told,
            Duration betweenDealings) {
        List<ClusterBlocks> others = validation == null ? List.of() : List.of(validation);
        Supplier<Map<Place, Integer>> slots = () -> Slots.ofEach(session.spark());
        SlotChanges changes = new SlotChanges(betweenDealings, slots.get().keySet(), System::nanoTime);
        if (!wanted || session.isLocal()) {
            return new Elastic(training, others, changes, slots, false, told, () -> {});
        }
        session.spark().sc().addSparkListener(changes);
        Runnable end = () -> session.spark().sc().removeSparkListener(changes);
        if (!session.isDynamic()) {
            return new Elastic(training, others, changes, slots, false, told, end);
        }
        changes.again(); // there may be more executors than it has use for
        OtherJobs otherJobs = OtherJobs.of(session.spark(), session.tag());
        ExecutorRequest request = ExecutorRequest.duringRun(useful(training), session.spark(), otherJobs::areRunning);
        return new Elastic(training, others, changes, slots, true, told, () -> {
            request.close();
            session.spark().sc().removeSparkListener(otherJobs);
            end.run();
        });
    }

    /** How many partitions have work in a step: as many as a batch has blocks. */
    private static int useful(ClusterBlocks training) {
        return training.plan().blocksOfABatch();
    }

    /**
     * Looks whether executors have come or gone, and deals the blocks anew where it is time. To be called before each step or round, by the
     * thread that takes it; costs nothing while nothing has changed.
     *
     * @return whether the partitions are others now
     */
    public boolean look() {
        if (!changes.areDue()) {
            return false;
        }
        Map<Place, Integer> present = changes.ready(slots.get());
        Optional<SlotChanges.Taken> taken = present.isEmpty() ? Optional.empty() : changes.take(present.keySet());
        return taken.isPresent() && deal(present, taken.get()); // else the next look asks again
    }

    /** The same stepper, before each of whose steps it looks. */
    public Stepper before(Stepper stepper) {
        return (state, until, steps, observer) -> {
            look();
            return stepper.take(state, until, steps, observer);
        };
    }

    private boolean deal(Map<Place, Integer> present, SlotChanges.Taken taken) {
        // executors that stay are all used: their memory holds the blocks, and an evaluation has work for them
        int partitions = Math.min(givesBack ? useful(training) : training.plan().blockCount(), total(present));
        Map<Place, Integer> used = givesBack ? enough(present, partitions) : present;
        Optional<Move> move = training.dealOver(partitions, used);
        boolean isAstray = move.isPresent() && move.get().astray() > 0;
        for (ClusterBlocks other : others) {
            Optional<Move> its = other.dealOver(partitions, used);
            isAstray |= its.isPresent() && its.get().astray() > 0;
        }
        changes.dealt();
        corrections = taken.isEmpty() ? corrections + 1 : 0;
        if (isAstray && corrections < CORRECTIONS) {
            changes.again();
        }
        move.ifPresent(done -> told.accept(new LayoutChange(taken.joined(), taken.lost(), done)));
        return move.isPresent();
    }

    private static int total(Map<Place, Integer> slots) {
        return slots.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** As few executors as have enough slots, first those that have most blocks. */
    private Map<Place, Integer> enough(Map<Place, Integer> present, int partitions) {
        List<Holding> holdings = training.dealing().holdings();
        List<Place> mostFirst = present.keySet().stream()
                .sorted(Comparator.comparingInt((Place place) ->
                                -Holding.count(holdings, place, training.plan().all()))
                        .thenComparing(place -> -present.getOrDefault(place, 0)))
                .toList();
        Map<Place, Integer> used = new LinkedHashMap<>();
        for (Place place : mostFirst) {
            if (total(used) < partitions) {
                used.put(place, present.getOrDefault(place, 0));
            }
        }
        return used;
    }

    @Override
    public void close() {
        end.run();
    }
}
