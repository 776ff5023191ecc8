package io.lockstep.cluster.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.block.Block;
import io.lockstep.data.ByteFeatures;
import io.lockstep.data.DataException;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.network.Outputs;
import io.lockstep.pass.BlockForward;
import io.lockstep.pass.BlockGradient;
import io.lockstep.pass.BlockPass;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** How rows are gathered: as many as a batch has, each with its own outputs. */
class BatchesTest {
    private static final Architecture NETWORK = new Architecture(List.of(2, 1), Activation.RELU, Loss.MSE);

    /** Its output is the first feature; notes the rows of each block. */
    private static final class FirstFeature implements BlockPass {
        private final boolean independent;
        private final List<Integer> blocks = new ArrayList<>();

        FirstFeature(boolean independent) {
            this.independent = independent;
        }

        @Override
        public boolean rowsAreIndependent() {
            return independent;
        }

        @Override
        public Outputs outputs(Block block) {
            blocks.add(block.rows());
            float[] first = new float[block.rows()];
            float[] row = new float[block.columns()];
            for (int i = 0; i < first.length; i++) {
                block.features().copyRow(i, row);
                first[i] = row[0];
            }
            return new Outputs(Loss.MSE, 1, first);
        }

        @Override
        public BlockForward forward(Block block) {
            throw new UnsupportedOperationException("a prediction needs outputs alone");
        }

        @Override
        public BlockGradient gradient(Block block) {
            throw new UnsupportedOperationException();
        }

        @Override
        public float[] inputGradient(Block block) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    private static Iterator<Example> examples(int count) {
        return IntStream.range(0, count)
                .mapToObj(i ->
                        new Example(new Object[] {i % 251}, new ByteFeatures(2, new byte[] {(byte) (i % 251), 1})))
                .iterator();
    }

    private static void assertOutputs(Iterator<Batches.Batch> batches, int rows) {
        int next = 0;
        while (batches.hasNext()) {
            Batches.Batch batch = batches.next();
            assertThat(batch.outputs().rows()).isEqualTo(batch.examples().size());
            for (int row = 0; row < batch.outputs().rows(); row++, next++) {
                assertThat(batch.examples().get(row).kept()).containsExactly(next % 251);
                assertThat(batch.outputs().values()[row]).isEqualTo(next % 251);
            }
        }
        assertThat(next).isEqualTo(rows);
    }

    @Test
    void rowsAreGatheredAndTheLastBatchIsShort() {
        FirstFeature pass = new FirstFeature(true);
        assertOutputs(new Batches(examples(1_100), pass, NETWORK), 1_100);
        assertThat(pass.blocks).containsExactly(512, 512, 76);
    }

    @Test
    void whereRowsDependOnEachOtherEachIsAlone() {
        FirstFeature pass = new FirstFeature(false);
        assertOutputs(new Batches(examples(3), pass, NETWORK), 3);
        assertThat(pass.blocks).containsExactly(1, 1, 1);
    }

    @Test
    void rowsWithManyInputsAreFewInABatch() {
        FirstFeature pass = new FirstFeature(true);
        Architecture wide = new Architecture(List.of(400_000, 1), Activation.RELU, Loss.MSE);
        assertOutputs(new Batches(examples(5), pass, wide), 5);
        assertThat(pass.blocks).containsExactly(2, 2, 1);
    }

    @Test
    void ofNoRowThereIsNoBatch() {
        Batches none = new Batches(Collections.emptyIterator(), new FirstFeature(true), NETWORK);
        assertThat(none.hasNext()).isFalse();
        assertThatThrownBy(none::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void noMoreIsReadThanABatch() {
        int[] read = new int[1];
        Iterator<Example> endless = IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> new Example(new Object[0], new ByteFeatures(2, new byte[] {0, (byte) ++read[0]})))
                .iterator();
        Batches batches = new Batches(endless, new FirstFeature(true), NETWORK);
        assertThat(batches.next().examples()).hasSize(512);
        assertThat(read[0]).isLessThanOrEqualTo(513); // a stream's iterator may look one ahead
    }

    @Test
    void aBadRowIsNamedByItsOwnPlace() {
        StructType schema = new StructType().add("a", DataTypes.IntegerType).add("b", DataTypes.IntegerType);
        TableColumns columns = new TableColumns(List.of("a", "b"), List.of(0, 1), false, List.of(), -1, 2);
        Iterator<InternalRow> rows = IntStream.rangeClosed(1, 700)
                .mapToObj(i -> (InternalRow) new GenericInternalRow(new Object[] {1, i == 600 ? -3 : 2}))
                .iterator();
        Batches batches = new Batches(new Greys(rows, columns, schema), new FirstFeature(true), NETWORK);
        assertThat(batches.next().examples()).hasSize(512);
        assertThatThrownBy(batches::next)
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(
                        "column b, row 600 of partition 0: expected a feature, a whole number from 0 to 255,"
                                + " found -3. ");
    }
}
