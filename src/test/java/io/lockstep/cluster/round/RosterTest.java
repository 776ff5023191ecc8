package io.lockstep.cluster.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.cluster.transport.Address;
import java.util.List;
import org.junit.jupiter.api.Test;

class RosterTest {
    @Test
    void executorsInTheOrderOfTheirFirstRanks() {
        Address one = new Address("1", "10.0.0.7", 4000);
        Address two = new Address("2", "10.0.0.7", 4001);
        Address three = new Address("3", "10.0.0.8", 4000);
        Roster roster = new Roster(List.of(two, one, two, three, one));
        assertThat(List.copyOf(roster.byExecutor().keySet())).containsExactly(two, one, three);
        assertThat(roster.byExecutor())
                .containsEntry(two, List.of(0, 2))
                .containsEntry(one, List.of(1, 4))
                .containsEntry(three, List.of(3));
        assertThat(roster.names())
                .containsExactly(
                        "task 0 on executor 2 on 10.0.0.7",
                        "task 1 on executor 1 on 10.0.0.7",
                        "task 2 on executor 2 on 10.0.0.7",
                        "task 3 on executor 3 on 10.0.0.8",
                        "task 4 on executor 1 on 10.0.0.7");
    }
}
