package io.lockstep.cluster.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.cluster.executor.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Where blocks are computed the second time. */
class AuditTaskTest {
    private static final Place A0 = new Place("0", "hostA");
    private static final Place A1 = new Place("1", "hostA");
    private static final Place B2 = new Place("2", "hostB");
    private static final Place C3 = new Place("3", "hostC");

    @Test
    void anotherHostComesBeforeAnotherExecutorOfTheSame() {
        assertThat(AuditTask.elsewhere(List.of(at(5, A0)), slots(1, A0, A1, B2)))
                .containsExactly(new AuditTask(List.of(5), B2));
        assertThat(AuditTask.elsewhere(List.of(at(5, A0)), slots(1, A0, A1)))
                .containsExactly(new AuditTask(List.of(5), A1));
    }

    @Test
    void whereThereIsNoOtherItIsTheSame() {
        assertThat(AuditTask.elsewhere(List.of(at(5, A0), at(7, A0)), slots(1, A0)))
                .containsExactly(new AuditTask(List.of(5, 7), A0));
    }

    @Test
    void twoHostsExchangeTheirBlocks() {
        List<BlockWitness> witnesses = List.of(at(0, A0), at(1, A0), at(2, B2), at(3, B2));
        assertThat(AuditTask.elsewhere(witnesses, slots(1, A0, B2)))
                .containsExactly(new AuditTask(List.of(2, 3), A0), new AuditTask(List.of(0, 1), B2));
    }

    @Test
    void theWorkIsSpreadByTheSlots() {
        Map<Place, Integer> slots = slots(1, A0, B2);
        slots.put(C3, 3);
        List<BlockWitness> witnesses =
                IntStream.range(0, 40).mapToObj(block -> at(block, A0)).toList();
        List<AuditTask> tasks = AuditTask.elsewhere(witnesses, slots);
        assertThat(tasks).hasSize(4).noneMatch(task -> task.place().equals(A0));
        assertThat(tasks).extracting(task -> task.blocks().size()).containsOnly(10);
        List<Integer> all = new ArrayList<>();
        tasks.forEach(task -> {
            assertThat(task.blocks()).isSorted();
            all.addAll(task.blocks());
        });
        assertThat(all)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 40).boxed().toList());
    }

    @Test
    void thereAreNoMoreTasksThanSlotsAndNoEmptyOnes() {
        assertThat(AuditTask.elsewhere(List.of(at(1, A0), at(2, A0)), slots(8, A0, B2)))
                .containsExactly(new AuditTask(List.of(1), B2), new AuditTask(List.of(2), B2));
    }

    @Test
    void anExecutorThatCanRunNothingGetsNothing() {
        Map<Place, Integer> slots = slots(1, A0);
        slots.put(B2, 0);
        assertThat(AuditTask.elsewhere(List.of(at(1, A0)), slots)).containsExactly(new AuditTask(List.of(1), A0));
        assertThat(AuditTask.elsewhere(List.of(at(1, A0)), Map.of())).containsExactly(new AuditTask(List.of(1), A0));
    }

    private static Map<Place, Integer> slots(int each, Place... places) {
        Map<Place, Integer> slots = new LinkedHashMap<>();
        for (Place place : places) {
            slots.put(place, each);
        }
        return slots;
    }

    private static BlockWitness at(int block, Place place) {
        return new BlockWitness(block, place, new long[1]);
    }
}
