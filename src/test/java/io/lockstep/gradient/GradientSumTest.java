package io.lockstep.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.block.Batch;
import io.lockstep.block.BlockRange;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.pass.BlockGradient;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GradientSumTest {
    private static final Architecture NETWORK = new Architecture(List.of(3, 2, 1), Activation.RELU, Loss.MSE);
    private static final int BLOCKS = 40;
    private static final Batch BATCH = batch(BLOCKS * 512L);

    private static Batch batch(long examples) {
        return new Batch(1, new BlockRange(0, BLOCKS), examples);
    }

    /** Blocks whose values span 30 powers of two and cancel: in floating point every order gives another sum. */
    private static List<BlockGradient> blocks(long seed) {
        Random random = new Random(seed);
        List<BlockGradient> blocks = new ArrayList<>();
        for (int block = 0; block < BLOCKS; block++) {
            float[] values = new float[NETWORK.parameterCount()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (random.nextGaussian() * Math.scalb(1.0, random.nextInt(30) - 10));
            }
            blocks.add(new BlockGradient(block, values, Math.abs(1000 * random.nextGaussian()), 512));
        }
        return blocks;
    }

    private static GradientSum sum(Iterable<BlockGradient> blocks) {
        GradientSum sum = GradientSum.zero(NETWORK, BATCH);
        blocks.forEach(sum::add);
        return sum;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void noOrderAndNoGroupingChangesABit(long seed) {
        List<BlockGradient> blocks = blocks(seed);
        Gradient expected = sum(blocks).mean();
        Random random = new Random(seed);
        boolean doublesDiffer = false;
        for (int time = 0; time < 50; time++) {
            List<BlockGradient> shuffled = new ArrayList<>(blocks);
            Collections.shuffle(shuffled, random);
            List<GradientSum> partitions = new ArrayList<>();
            for (int next = 0; next < BLOCKS; ) {
                int end = Math.min(BLOCKS, next + random.nextInt(9)); // some of them empty
                partitions.add(sum(shuffled.subList(next, end)));
                next = end;
            }
            while (partitions.size() > 1) { // merged as a tree of random shape
                GradientSum right = partitions.remove(random.nextInt(partitions.size()));
                partitions.get(random.nextInt(partitions.size())).merge(right);
            }
            Gradient mean = partitions.get(0).mean();
            assertThat(mean.values()).as("seed %d", seed).containsExactly(expected.values());
            assertThat(mean.loss()).isEqualTo(expected.loss());
            assertThat(mean.exampleCount()).isEqualTo(BLOCKS * 512L);
            doublesDiffer |= plainLoss(shuffled) != plainLoss(blocks);
        }
        assertThat(doublesDiffer).as("this data would tell orders apart").isTrue();
    }

    private static double plainLoss(List<BlockGradient> blocks) {
        return blocks.stream().mapToDouble(BlockGradient::lossSum).reduce(0, Double::sum);
    }

    @Test
    void theMeanIsExactToHalfAUnitForEachBlock() {
        List<BlockGradient> blocks = blocks(6);
        Gradient mean = sum(blocks).mean();
        for (int i = 0; i < NETWORK.parameterCount(); i++) {
            var exact = java.math.BigDecimal.ZERO;
            for (BlockGradient block : blocks) {
                exact = exact.add(new java.math.BigDecimal(block.gradientSum()[i]));
            }
            double expected = exact.doubleValue() / BATCH.exampleCount();
            assertThat(Math.abs(mean.values()[i] - expected))
                    .isLessThanOrEqualTo(BLOCKS * 0x1p-48 + 2 * Math.ulp(expected));
        }
    }

    @Test
    void anEmptySumAddsNothing() {
        GradientSum sum = sum(blocks(7));
        double[] before = sum.mean().values();
        sum.merge(GradientSum.zero(NETWORK, BATCH));
        assertThat(sum.mean().values()).containsExactly(before);
        assertThat(GradientSum.zero(NETWORK, BATCH).merge(sum(blocks(7))).mean().values())
                .containsExactly(before);
    }

    @Test
    void theMeanOfNothingIsRefused() {
        assertThatThrownBy(() -> GradientSum.zero(NETWORK, BATCH).mean())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("at least 1 example");
    }

    @Test
    void otherScalesAndOtherNetworksAreRefused() {
        GradientSum sum = GradientSum.zero(NETWORK, BATCH);
        assertThatThrownBy(() -> sum.merge(GradientSum.zero(NETWORK, batch(100))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("fractionBits=33")
                .hasMessageContaining("fractionBits=41");
        Architecture other = new Architecture(List.of(3, 2, 1), Activation.SHIFTED_RELU, Loss.MSE);
        assertThatThrownBy(() -> sum.merge(GradientSum.zero(other, BATCH)))
                .hasMessageContaining("3-2-1, relu, mse")
                .hasMessageContaining("3-2-1, shifted-relu, mse");
    }

    @Test
    void hugeBatchesAtTheLimitDoNotOverflow() {
        long examples = 1L << 40;
        int rows = 1 << 30;
        double mean14 = 0x1p14;
        float largest = (float) (mean14 * rows);
        GradientSum sum = GradientSum.zero(NETWORK, batch(examples));
        float[] values = new float[NETWORK.parameterCount()];
        java.util.Arrays.fill(values, largest);
        values[0] = -largest;
        for (int block = 0; block < 1 << 10; block++) {
            sum.add(new BlockGradient(block, values, largest, rows));
        }
        Gradient mean = sum.mean();
        assertThat(mean.exampleCount()).isEqualTo(examples);
        assertThat(mean.values()[0]).isEqualTo(-mean14);
        assertThat(mean.values()[1]).isEqualTo(mean14);
        assertThat(mean.loss()).isEqualTo(mean14);
    }

    @Test
    void aSumTravelsBitByBit() throws Exception {
        GradientSum sum = sum(blocks(8));
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(sum);
        }
        try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            Gradient arrived = ((GradientSum) in.readObject()).mean();
            assertThat(arrived.values()).containsExactly(sum.mean().values());
            assertThat(arrived.loss()).isEqualTo(sum.mean().loss());
        }
    }
}
