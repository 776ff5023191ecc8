package io.lockstep.cluster;

import io.lockstep.cluster.executor.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerBlockManagerAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;

/**
 * Executors that have come or gone since the blocks were dealt last, and whether it is time to deal them anew: at once where one is lost, but
 * not for each that comes, as they come one after the other.
 */
final class SlotChanges extends SparkListener {
    /** After this time an executor that has come takes tasks, and those that start together with it have come, too. */
    static final Duration SETTLED = Duration.ofSeconds(1);

    private final Duration betweenDealings;
    private final LongSupplier nanoTime;
    private final Map<String, Place> known = new LinkedHashMap<>(); // by executor, without those that are gone
    private final Map<String, Place> joined = new LinkedHashMap<>();
    private final Map<String, Place> lost = new LinkedHashMap<>();
    private long lastCame;
    private long lastDealt;
    private boolean asked;
    private volatile boolean any; // read before each step

    /** {@code present}: the executors over which the blocks are dealt now. */
    SlotChanges(Duration betweenDealings, Collection<Place> present, LongSupplier nanoTime) {
        this.betweenDealings = betweenDealings;
        this.nanoTime = nanoTime;
        present.forEach(place -> known.put(place.executor(), place));
        lastDealt = nanoTime.getAsLong();
        lastCame = lastDealt;
    }

    /** Spark tells of an executor a second before that takes tasks; when it has a place for blocks, it is about to. */
    @Override
    public void onBlockManagerAdded(SparkListenerBlockManagerAdded added) {
        if (!added.blockManagerId().isDriver()) {
            came(new Place(
                    added.blockManagerId().executorId(), added.blockManagerId().host()));
        }
    }

    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
        went(removed.executorId());
    }

    synchronized void came(Place place) {
        if (known.put(place.executor(), place) == null) {
            joined.put(place.executor(), place);
            lastCame = nanoTime.getAsLong();
            any = true;
        }
    }

    synchronized void went(String executor) {
        Place place = known.remove(executor);
        if (place != null && joined.remove(executor) == null) {
            lost.put(executor, place);
        }
        any = asked || !joined.isEmpty() || !lost.isEmpty();
    }

    /** Asks for a new dealing after the usual time, though no executor has come or gone. */
    synchronized void again() {
        asked = true;
        any = true;
    }

    /** Whether the blocks should be dealt anew now. */
    boolean areDue() {
        return any && isTime();
    }

    private synchronized boolean isTime() {
        long now = nanoTime.getAsLong();
        return !lost.isEmpty() || (now - lastDealt >= betweenDealings.toNanos() && now - lastCame >= SETTLED.toNanos());
    }

    /** Without those that Spark lists but that do not take tasks yet. */
    synchronized Map<Place, Integer> ready(Map<Place, Integer> slots) {
        Map<Place, Integer> ready = new LinkedHashMap<>(slots);
        ready.keySet().removeIf(place -> !known.containsKey(place.executor()));
        return ready;
    }

    /**
     * What has come and gone.
     *
     * @param joined executors that are there
     * @param lost executors that are not
     */
    record Taken(List<Place> joined, List<Place> lost) {
        boolean isEmpty() {
            return joined.isEmpty() && lost.isEmpty();
        }
    }

    /**
     * The changes so far, which are forgotten, as the blocks are dealt by them.
     *
     * @param present the executors that Spark's status lists
     * @return empty, and nothing forgotten, where the status is behind the events
     */
    synchronized Optional<Taken> take(Collection<Place> present) {
        List<String> executors = present.stream().map(Place::executor).toList();
        if (!executors.containsAll(joined.keySet()) || lost.keySet().stream().anyMatch(executors::contains)) {
            return Optional.empty();
        }
        Taken taken = new Taken(new ArrayList<>(joined.values()), new ArrayList<>(lost.values()));
        joined.clear();
        lost.clear();
        asked = false;
        any = false;
        return Optional.of(taken);
    }

    /** The time between dealings begins when one is done. */
    synchronized void dealt() {
        lastDealt = nanoTime.getAsLong();
    }
}
