package io.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AimTest {
    private static Result result() {
        Map<String, Times> race = new LinkedHashMap<>();
        race.put(Result.OURS, new Times(new double[] {3}));
        race.put(Result.FLOOR, new Times(new double[] {4}));
        race.put("peer", new Times(new double[] {10}));
        return Result.of("work", race, Map.of(), Map.of(), Map.of());
    }

    @Test
    void aGoalIsReachedUpToItsValue() throws Exception {
        Result result = result().atMost(0.3, "peer").atMost(0.7, Result.FLOOR);
        assertThat(result.aims())
                .hasToString("[lockstep / peer 0.30, goal at most 0.30: reached, "
                        + "lockstep / floor 0.75, goal at most 0.70: MISSED]");
        assertThat(new ObjectMapper().writeValueAsString(result.aims().get(1)))
                .isEqualTo("{\"what\":\"lockstep / floor\",\"found\":0.75,\"at_most\":0.7,\"reached\":false}");
    }

    @Test
    void whoWasNotMeasuredSetsNoGoal() {
        assertThat(result().atMost(0.3, "other").aims()).isEmpty();
    }
}
