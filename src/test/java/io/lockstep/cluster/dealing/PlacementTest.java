package io.lockstep.cluster.dealing;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockRange;
import io.lockstep.cluster.dealing.Dealing.Holding;
import io.lockstep.cluster.executor.Place;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Who gets which range of blocks. */
class PlacementTest {
    private static final BlockPlan PLAN = new BlockPlan(96, 1);
    private static final Place A = new Place("1", "a");
    private static final Place B = new Place("2", "b");
    private static final Place C = new Place("3", "c");

    private static Holding holding(Place place, int partition, int partitions) {
        return new Holding(place, PLAN.share(partition, partitions));
    }

    private static int moved(List<Place> places, List<BlockRange> layout, List<Holding> holdings) {
        int moved = 0;
        for (int i = 0; i < places.size(); i++) {
            moved += layout.get(i).count() - Holding.count(holdings, places.get(i), layout.get(i));
        }
        return moved;
    }

    @Test
    void whoHasAllKeepsOneShare() {
        List<Holding> holdings = List.of(holding(B, 0, 1));
        List<Place> places = Placement.of(PLAN.shares(3), Map.of(A, 1, B, 1, C, 1), holdings);
        assertThat(places).containsExactlyInAnyOrder(A, B, C);
        assertThat(moved(places, PLAN.shares(3), holdings)).isEqualTo(64);
    }

    @Test
    void whenOneGoesTheOthersKeepAllThatTheyHave() {
        List<Holding> holdings = List.of(holding(A, 0, 3), holding(B, 1, 3), holding(C, 2, 3));
        List<Place> places = Placement.of(PLAN.shares(2), Map.of(A, 1, C, 1), holdings);
        assertThat(places).containsExactly(A, C);
        assertThat(moved(places, PLAN.shares(2), holdings)).isEqualTo(32); // those that nobody there has
    }

    @Test
    void theSameLayoutOnTheSameExecutorsMovesNothing() {
        List<Holding> holdings = List.of(holding(C, 0, 4), holding(A, 1, 4), holding(C, 2, 4), holding(B, 3, 4));
        assertThat(Placement.of(PLAN.shares(4), Map.of(A, 1, B, 1, C, 2), holdings))
                .containsExactly(C, A, C, B);
    }

    @Test
    void whoHasMoreThanItsSlotsGivesTheRestAway() {
        List<Holding> holdings = List.of(holding(A, 0, 2), holding(A, 1, 2));
        assertThat(Placement.of(PLAN.shares(2), Map.of(A, 1, B, 1), holdings)).containsExactlyInAnyOrder(A, B);
    }

    @Test
    void morePartitionsThanSlotsTakeTurns() {
        List<Place> places = Placement.of(PLAN.shares(6), Map.of(A, 1, B, 2), List.of());
        assertThat(Collections.frequency(places, A)).isEqualTo(2);
        assertThat(Collections.frequency(places, B)).isEqualTo(4);
    }

    @Test
    void fewPartitionsAreSpread() {
        assertThat(Placement.of(PLAN.shares(4), Map.of(A, 2, B, 2, C, 4), List.of()))
                .containsExactlyInAnyOrder(A, B, C, C);
    }

    @Test
    void withoutExecutorsNobodyIsNamed() {
        assertThat(Placement.of(PLAN.shares(2), Map.of(), List.of())).containsOnlyNulls();
    }

    /** Up to 5 executors that come and go at random: never many more moves than the best of all placements. */
    @Test
    void itMovesLittleMoreThanTheBestOfAllPlacements() {
        SplittableRandom random = new SplittableRandom(23);
        for (int round = 0; round < 200; round++) {
            List<Place> executors = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                executors.add(new Place(Integer.toString(i), "host"));
            }
            int before = 1 + random.nextInt(5);
            int after = 1 + random.nextInt(5);
            List<Holding> holdings = new ArrayList<>();
            for (int i = 0; i < before; i++) {
                holdings.add(holding(executors.get(i), i, before));
            }
            List<Place> there = new ArrayList<>(executors);
            while (there.size() > after) {
                there.remove(random.nextInt(there.size()));
            }
            Map<Place, Integer> slots = new HashMap<>();
            there.forEach(place -> slots.put(place, 1));
            List<BlockRange> layout = PLAN.shares(after);
            int moved = moved(Placement.of(layout, slots, holdings), layout, holdings);
            assertThat(moved)
                    .as("%d to %s", before, there)
                    .isLessThanOrEqualTo(best(there, 0, layout, holdings) + PLAN.blockCount() / 8);
        }
    }

    private static int best(List<Place> places, int fixed, List<BlockRange> layout, List<Holding> holdings) {
        if (fixed == places.size()) {
            return moved(places, layout, holdings);
        }
        int best = Integer.MAX_VALUE;
        for (int i = fixed; i < places.size(); i++) {
            List<Place> swapped = new ArrayList<>(places);
            Collections.swap(swapped, fixed, i);
            best = Math.min(best, best(swapped, fixed + 1, layout, holdings));
        }
        return best;
    }
}
