package io.lockstep.cluster.dealing;

import io.lockstep.block.BlockRange;
import io.lockstep.cluster.dealing.Dealing.Holding;
import io.lockstep.cluster.executor.Place;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which executor gets which range of blocks: that which has most of it, as far as its slots go. The largest overlaps are placed first; for
 * consecutive ranges that is close to the fewest moves that are possible.
 */
final class Placement {
    private final List<BlockRange> layout;
    private final List<@Nullable Place> places;
    private final Map<Place, Integer> most; // partitions of each executor
    private final Map<Place, Integer> placed = new HashMap<>();

    private Placement(List<BlockRange> layout, Map<Place, Integer> slots) {
        this.layout = layout;
        places = new ArrayList<>(Collections.nCopies(layout.size(), null));
        int all = slots.values().stream().mapToInt(Integer::intValue).sum();
        int turns = all == 0 ? 0 : (layout.size() - 1) / all + 1; // more partitions than slots take turns
        most = new HashMap<>();
        slots.forEach((place, count) -> most.put(place, count * turns));
    }

    /** The executor of each range; null where there are no executors. */
    static List<@Nullable Place> of(List<BlockRange> layout, Map<Place, Integer> slots, List<Holding> holdings) {
        Placement placement = new Placement(layout, slots);
        placement.byOverlap(holdings);
        placement.others();
        return placement.places;
    }

    private record Overlap(int partition, Place place, int blocks) {}

    private void byOverlap(List<Holding> holdings) {
        List<Overlap> overlaps = new ArrayList<>();
        for (Place place : most.keySet()) {
            List<Holding> its = holdings.stream()
                    .filter(holding -> holding.place().executor().equals(place.executor()))
                    .toList();
            for (int partition = 0; partition < layout.size(); partition++) {
                int blocks = Holding.count(its, place, layout.get(partition));
                if (blocks > 0) {
                    overlaps.add(new Overlap(partition, place, blocks));
                }
            }
        }
        overlaps.sort(Comparator.comparingInt(Overlap::blocks)
                .reversed()
                .thenComparingInt(Overlap::partition)
                .thenComparing(overlap -> overlap.place.executor()));
        for (Overlap overlap : overlaps) {
            if (places.get(overlap.partition) == null && load(overlap.place) <= 1) {
                place(overlap.partition, overlap.place);
            }
        }
    }

    /** Each to the executor that is least busy with it. */
    private void others() {
        for (int partition = 0; partition < places.size() && !most.isEmpty(); partition++) {
            if (places.get(partition) == null) {
                Place idlest = Collections.min(
                        most.keySet(), Comparator.comparingDouble(this::load).thenComparing(Place::executor));
                place(partition, idlest);
            }
        }
    }

    /** The share of its slots that an executor uses with one more partition. */
    private double load(Place place) {
        return (placed.getOrDefault(place, 0) + 1.0) / most.getOrDefault(place, 0);
    }

    private void place(int partition, Place place) {
        places.set(partition, place);
        placed.merge(place, 1, Integer::sum);
    }
}
