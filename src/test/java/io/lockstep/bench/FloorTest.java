package io.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class FloorTest {
    @Test
    void theFastestProductsAndACopyAreTheFloorAndTheOthersAreTold() {
        Map<String, Times> race = new LinkedHashMap<>();
        race.put(Result.OURS, new Times(new double[] {9, 9, 9}));
        race.put("products, one", new Times(new double[] {5, 1, 5})); // least, but not in the median
        race.put("products, other", new Times(new double[] {4, 3, 2}));
        race.put("copy of the features", new Times(new double[] {0.5, 0.25, 0.5}));
        Map<String, String> versions = new LinkedHashMap<>();
        Map<String, Object> details = new LinkedHashMap<>();
        Floor.settle(race, versions, details);
        assertThat(race).containsOnlyKeys(Result.OURS, Result.FLOOR);
        assertThat(Objects.requireNonNull(race.get(Result.FLOOR)).milliseconds())
                .containsExactly(4.5, 3.25, 2.5);
        assertThat(versions).containsEntry(Result.FLOOR, "products, other, and a copy of the features");
        assertThat(details)
                .containsEntry("products, one, ms", 5.0)
                .containsEntry("products, other, ms", 3.0)
                .containsEntry("copy of the features, ms", 0.5);
    }
}
