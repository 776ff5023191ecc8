package io.lockstep.data.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.data.Features;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

/** Encoded rows, written and read again. */
class TableCodingTest {

    @Test
    void everyFormatGivesTheSameRows() {
        float[][] rows = {{0, 3, 0, 255}, {0, 0, 0, 0}, {7, 0, 1, 0}};
        for (FeatureKind kind : EnumSet.allOf(FeatureKind.class)) {
            for (boolean listed : new boolean[] {true, false}) {
                if (kind == FeatureKind.SPARSE && !listed) {
                    continue;
                }
                RowFormat format = new RowFormat(4, kind, listed, 0, true);
                BlockBuilder builder = new BlockBuilder(format, rows.length);
                for (int i = 0; i < rows.length; i++) {
                    InputRow row = new InputRow();
                    for (int k = 0; k < 4; k++) {
                        row.add(k, rows[i][k]);
                    }
                    row.label = 300 * i;
                    row.weight = i / 2f;
                    ByteSink bytes = new ByteSink();
                    format.write(row, bytes);
                    format.read(new ByteReader(bytes.toArray(), 0), builder);
                }
                Features features = builder.features();
                assertThat(features.kind()).isEqualTo(kind.toString());
                for (int i = 0; i < rows.length; i++) {
                    float[] row = new float[4];
                    features.copyRow(i, row);
                    assertThat(row).containsExactly(rows[i]);
                    assertThat(builder.targets().value(i, 0)).isEqualTo(300 * i);
                }
                assertThat(builder.weights()).containsExactly(0, 0.5f, 1);
            }
        }
    }

    @Test
    void theKindFollowsTheContent() {
        assertThat(FeatureKind.of(true, 1, 100, 100)).isEqualTo(FeatureKind.BYTES);
        assertThat(FeatureKind.of(false, 2_499, 100, 100)).isEqualTo(FeatureKind.SPARSE);
        assertThat(FeatureKind.of(false, 2_500, 100, 100)).isEqualTo(FeatureKind.FLOATS);
        assertThat(FeatureKind.of(false, 0, 100, 15)).isEqualTo(FeatureKind.FLOATS);
    }

    @Test
    void classWeightsAreReadAndBalanced() {
        assertThat(ClassWeight.BALANCED.weights(java.util.List.of("a", "b"), new long[] {30, 10}))
                .containsExactly(40.0 / 60, 2);
        assertThat(ClassWeight.parse("b:5, a : 0.5").given())
                .containsEntry("b", 5.0)
                .containsEntry("a", 0.5);
        assertThat(ClassWeight.parse("none")).isEqualTo(ClassWeight.NONE);
    }
}
