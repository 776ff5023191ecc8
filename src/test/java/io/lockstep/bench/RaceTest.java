package io.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RaceTest {
    private final List<String> turns = new ArrayList<>();

    /** Takes as many milliseconds as turns were taken before. */
    private Race.Turn turn(String name) {
        return () -> {
            turns.add(name);
            return turns.size() - 1;
        };
    }

    private static double[] times(Map<String, Times> race, String name) {
        return Objects.requireNonNull(race.get(name)).milliseconds();
    }

    @Test
    void contendersTakeTurnsAndWarmUpsDoNotCount() throws Exception {
        Map<String, Times> race =
                new Race().with("a", turn("a")).with("b", turn("b")).run(1, 2);
        assertThat(turns).containsExactly("a", "b", "b", "a", "a", "b"); // another begins each round
        assertThat(times(race, "a")).containsExactly(3, 4);
        assertThat(times(race, "b")).containsExactly(2, 5);
    }

    @Test
    void theSlowHaveTheLastWarmUpAndATurnEverySoManyRounds() throws Exception {
        Map<String, Times> race =
                new Race().with("a", turn("a")).with("slow", turn("slow"), 2).run(2, 3);
        assertThat(turns).containsExactly("a", "slow", "a", "a", "slow", "a", "a", "slow");
        assertThat(times(race, "a")).containsExactly(3, 5, 6);
        assertThat(times(race, "slow")).containsExactly(4, 7);
    }
}
