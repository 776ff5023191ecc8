package io.lockstep.pass.fused;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.block.Block;
import io.lockstep.block.DigitBlocks;
import io.lockstep.block.ImageBlock;
import io.lockstep.data.Standardizer;
import io.lockstep.network.Parameters;
import io.lockstep.pass.BlockPass;
import io.lockstep.pass.Networks;
import io.lockstep.pass.device.NativeThreads;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which columns of a block take part in the products, and what stands for the others. */
class BlockFeaturesTest {
    private static final Standardizer STANDARDIZER = new Standardizer(100, 50);

    @BeforeAll
    static void start() {
        NativeThreads.single();
    }

    @Test
    void onlyColumnsThatVaryAreKept() {
        byte[] pixels = {
            0, 7, 3, (byte) 200, 1, 1, 1, 1, 1, 9, //
            0, 7, 3, (byte) 200, 1, 1, 1, 1, 1, 8, //
            0, 7, 4, (byte) 200, 1, 1, 1, 1, 1, 9
        };
        try (BlockFeatures features = new BlockFeatures(10, STANDARDIZER)) {
            features.load(ImageBlock.of(0, 0, 10, pixels, new byte[3]));
            assertThat(varying(features)).containsExactly(2, 9); // the last stands behind the first eight
            assertThat(IntStream.range(0, features.constant()).map(features::constant))
                    .containsExactly(0, 1, 3, 4, 5, 6, 7, 8);
            assertThat(features.valueOf(0)).isEqualTo(grey(0));
            assertThat(features.valueOf(3)).isEqualTo(grey(200));
            float[] values = new float[6];
            features.values().get(values);
            assertThat(values).containsExactly(grey(3), grey(9), grey(3), grey(8), grey(4), grey(9));
        }
    }

    @Test
    void aBlockForgetsTheOneBefore() {
        try (BlockFeatures features = new BlockFeatures(3, STANDARDIZER)) {
            features.load(ImageBlock.of(0, 0, 3, new byte[] {1, 2, 3, 4, 5, 6}, new byte[2]));
            features.load(ImageBlock.of(1, 2, 3, new byte[] {7, 7, 7, 7, 7, 8}, new byte[2]));
            assertThat(varying(features)).containsExactly(2);
            assertThat(features.valueOf(1)).isEqualTo(grey(7));
        }
    }

    /** Any single bit in any column of the last row. */
    @ParameterizedTest
    @CsvSource({"1, 0", "7, 6", "8, 3", "9, 8", "784, 0", "784, 783", "785, 784"})
    void oneChangedBitMakesAColumnVary(int columns, int column) {
        for (int bit = 0; bit < Byte.SIZE; bit++) {
            byte[] pixels = new byte[3 * columns];
            pixels[2 * columns + column] = (byte) (1 << bit);
            try (BlockFeatures features = new BlockFeatures(columns, STANDARDIZER)) {
                features.load(ImageBlock.of(0, 0, columns, pixels, new byte[3]));
                assertThat(varying(features)).as("bit %d", bit).containsExactly(column);
            }
        }
    }

    /** The gradient with respect to the input needs all weights; what comes after it must not notice. */
    @Test
    void aPassGivesTheSameBitsAfterAnInputGradient() {
        Parameters parameters = Networks.drawn(Networks.CLASSIFIER, 3);
        Block block = DigitBlocks.one(3, 64);
        try (BlockPass pass = new PassPlan(Kernel.FUSED, DigitBlocks.STANDARDIZER).open(parameters)) {
            float[] before = pass.gradient(block).gradientSum();
            pass.inputGradient(block);
            assertThat(pass.gradient(block).gradientSum()).containsExactly(before);
        }
    }

    private static List<Integer> varying(BlockFeatures features) {
        return IntStream.range(0, features.varying())
                .map(features::varying)
                .boxed()
                .toList();
    }

    private static float grey(int pixel) {
        return (float) STANDARDIZER.standardize(pixel);
    }
}
