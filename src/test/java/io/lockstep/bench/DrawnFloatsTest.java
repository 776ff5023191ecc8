package io.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import java.util.Arrays;
import java.util.Iterator;
import org.junit.jupiter.api.Test;

class DrawnFloatsTest {
    private final DrawnFloats drawn = new DrawnFloats(70, 30);

    @Test
    void theBlocksHaveTheSameFeaturesAndLabelsAsTheWhole() {
        BlockPlan plan = new BlockPlan(70, 32);
        float[] features = drawn.features();
        byte[] labels = drawn.labels();
        float[] row = new float[30];
        int rows = 0;
        for (Iterator<Block> blocks = drawn.blocks(plan, plan.all()); blocks.hasNext(); ) {
            Block block = blocks.next();
            for (int i = 0; i < block.rows(); i++) {
                block.features().copyRow(i, row);
                assertThat(row).containsExactly(Arrays.copyOfRange(features, rows * 30, (rows + 1) * 30));
                assertThat(block.targets().value(i, 0)).isEqualTo(labels[rows]);
                rows++;
            }
        }
        assertThat(rows).isEqualTo(70);
    }

    @Test
    void theyAreNormallyDistributedAndNoneIsZero() {
        double sum = 0;
        double squares = 0;
        for (float feature : drawn.features()) {
            assertThat(feature).isNotZero();
            sum += feature;
            squares += (double) feature * feature;
        }
        assertThat(sum / 2_100).isBetween(-0.11, 0.11); // five standard deviations of the mean of 2,100
        assertThat(squares / 2_100).isBetween(0.85, 1.15); // sqrt(2/2,100) each
        for (byte label : drawn.labels()) {
            assertThat(label).isBetween((byte) 0, (byte) 9);
        }
    }
}
