package io.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FeatureRowsTest {
    static Stream<Features> features() {
        return Stream.of(
                new ByteFeatures(3, new byte[] {1, 2, -3, 0, 0, 0, 7, 8, 9, 10, 0, 12}),
                new FloatFeatures(3, new float[] {1, -2, 0.5f, 0, 0, 0, 7, 8, 9, 10, 0, 12}),
                new SparseFeatures(
                        3, new int[] {0, 2, 2, 5, 6}, new int[] {0, 2, 0, 1, 2, 1}, new float[] {1, 2, 3, 4, 5, 6}));
    }

    @ParameterizedTest
    @MethodSource("features")
    void rowsJoinedAreWhatTheyWere(Features whole) {
        List<List<Integer>> cuts = List.of(List.of(0, 4), List.of(0, 1, 2, 3, 4), List.of(0, 3, 4), List.of(0, 1, 4));
        for (List<Integer> cut : cuts) {
            List<Features> parts = new ArrayList<>();
            for (int i = 1; i < cut.size(); i++) {
                parts.add(whole.slice(cut.get(i - 1), cut.get(i)));
            }
            assertThat(FeatureRows.join(parts))
                    .as("cut at %s", cut)
                    .usingRecursiveComparison()
                    .isEqualTo(whole);
        }
    }

    @Test
    void kindsAndWidthsAreNotMixed() {
        Features bytes = new ByteFeatures(2, new byte[2]);
        assertThatThrownBy(() -> FeatureRows.join(List.of(bytes, new FloatFeatures(2, new float[2]))))
                .hasMessage("features: expected bytes with 2 columns, found floats with 2");
        assertThatThrownBy(() -> FeatureRows.join(List.of(bytes, new ByteFeatures(1, new byte[2]))))
                .hasMessage("features: expected bytes with 2 columns, found bytes with 1");
    }
}
