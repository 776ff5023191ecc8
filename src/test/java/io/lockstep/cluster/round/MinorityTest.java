package io.lockstep.cluster.round;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MinorityTest {
    @ParameterizedTest
    @CsvSource({
        "x, ''",
        "x x, ''",
        "x y, 0 1",
        "x x y, 2",
        "y x x, 0",
        "x y x, 1",
        "x y z, 0 1 2",
        "x x y y, 0 1 2 3",
        "x x x y y, 3 4",
        "x x y y z, 0 1 2 3 4",
        "x x x y z, 3 4"
    })
    void whoDiffersFromMost(String found, String expected) {
        List<String> each = List.of(found.split(" "));
        List<String> names = IntStream.range(0, each.size()).mapToObj(Integer::toString).toList();
        assertThat(Minority.of(names, each))
                .isEqualTo(expected.isEmpty() ? List.of() : Arrays.asList(expected.split(" ")));
    }
}
