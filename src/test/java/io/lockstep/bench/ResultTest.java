package io.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultTest {
    private final Map<String, Times> race = new LinkedHashMap<>();

    private Result result() {
        return Result.of("work", race, Map.of("peer", "1.0"), Map.of("other", "not here"), Map.of("rows", 7));
    }

    @Test
    void oursAndTheFloorAreNoPeers() throws Exception {
        race.put(Result.OURS, new Times(new double[] {3, 1, 2}));
        race.put("peer", new Times(new double[] {5, 4}));
        race.put(Result.FLOOR, new Times(new double[] {1, 1, 1}));
        assertThat(new ObjectMapper().writeValueAsString(result()))
                .isEqualTo(
                        "{\"work\":\"work\",\"ours_ms\":2.0,\"floor_ms\":1.0,\"peers\":{\"peer\":4.5},"
                                + "\"spread\":{\"lockstep\":[1.0,3.0],\"peer\":[4.0,5.0],\"floor\":[1.0,1.0]},\"repeats\":3,"
                                + "\"versions\":{\"peer\":\"1.0\"},\"missing\":{\"other\":\"not here\"},\"details\":{\"rows\":7},\"goals\":[]}");
    }

    @Test
    void aFloorThatNobodyKnowsIsLeftOut() throws Exception {
        race.put(Result.OURS, new Times(new double[] {3}));
        assertThat(new ObjectMapper().writeValueAsString(result())).doesNotContain("floor");
    }

    @Test
    void aRaceWithoutOursIsNoResult() {
        race.put("peer", new Times(new double[] {5}));
        assertThatThrownBy(this::result).hasMessage("expected lockstep in the race, found [peer]");
    }
}
