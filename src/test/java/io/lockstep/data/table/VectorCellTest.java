package io.lockstep.data.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Arrays in messages and hashes do not depend on how they are stored. */
class VectorCellTest {
    private static VectorCell dense(double... values) {
        VectorCell cell = new VectorCell();
        cell.setDense(values.length);
        for (int i = 0; i < values.length; i++) {
            cell.put(i, values[i]);
        }
        return cell;
    }

    @Test
    void theFirstNumbersAreShown() {
        VectorCell sparse = new VectorCell();
        sparse.setSparse(5, 2);
        sparse.put(0, 1, 0.1f);
        sparse.put(1, 4, 7);

        assertThat(sparse).hasToString("[0, 0.1, 0, ...]");
        assertThat(dense(0, 0.1f, -0.0, 0, 7)).hasToString("[0, 0.1, 0, ...]");
        assertThat(dense(Double.NaN, 0.1, 2)).hasToString("[NaN, 0.1, 2]");
        VectorCell missing = new VectorCell();
        missing.setMissing();
        assertThat(missing).hasToString("nothing");
    }

    @Test
    void elementsHaveTheirNames() {
        TableColumn column = new TableColumn("x", TableColumn.Type.VECTOR, "vector", List.of("age", "", "size"));

        assertThat(column.place(0)).isEqualTo("[0] (age)");
        assertThat(column.place(1)).isEqualTo("[1]");
        assertThat(column.place(9)).isEqualTo("[9]");
    }

    @Test
    void anyBitsOfNanHaveOneHash() {
        float other = Float.intBitsToFloat(0xffc00001);

        assertThat(RowHash.of(other)).isEqualTo(RowHash.of(Float.NaN));
    }
}
