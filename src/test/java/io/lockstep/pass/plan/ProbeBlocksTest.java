package io.lockstep.pass.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.ImageBlock;
import io.lockstep.data.PreparedFeatures;
import io.lockstep.data.Sha256;
import io.lockstep.network.Architecture;
import io.lockstep.pass.BlockGradient;
import io.lockstep.pass.Networks;
import io.lockstep.pass.PassFactory;
import io.lockstep.pass.Passes;
import io.lockstep.pass.PlantedPass;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ProbeBlocksTest {
    private static final ProbeBlocks PROBE = new ProbeBlocks(Networks.CLASSIFIER, List.of(64, 5));
    private static final PassPlan VECTOR = new PassPlan(Kernel.VECTOR, ProbeBlocks.STANDARDIZER);

    static Stream<Arguments> passes() {
        return Networks.all()
                .flatMap(architecture -> Passes.kernels().map(kernel -> Arguments.of(architecture, kernel)));
    }

    @Test
    void everyMachineDrawsTheSameBlock() {
        Block block = PROBE.block(0);
        byte[] pixels = new byte[64 * 784];
        new Random(20_250_101).nextBytes(pixels);
        assertThat(ImageBlock.pixels(block)).containsExactly(pixels);
        assertThat(new Sha256().add(pixels).hex())
                .isEqualTo("348c631a9c24fa6b0d8af6d7178ede2f9a35e6cbb63ffd2773fcb8dfe51a637b");
        assertThat(ImageBlock.labels(block)).startsWith(0, 1, 2).contains(9).doesNotContain(10);
        assertThat(PROBE.block(1).rows()).isEqualTo(5);
    }

    @Test
    void laterBlocksHaveBlankColumns() {
        assertThat(PROBE.count()).isEqualTo(6);
        assertThat(IntStream.range(0, 6).map(index -> PROBE.block(index).rows()))
                .containsExactly(64, 5, 64, 5, 64, 5);
        for (int row = 0; row < 64; row++) {
            byte[] pixels = Arrays.copyOfRange(ImageBlock.pixels(PROBE.block(4)), row * 784, (row + 1) * 784);
            assertThat(Arrays.copyOfRange(pixels, 196, 784)).containsOnly(0);
            assertThat(Arrays.copyOf(pixels, 196)).isNotEqualTo(new byte[196]);
        }
    }

    /** Of all blocks together: of 12 columns 7 are drawn. */
    @Test
    void pixelsAreStandardised() {
        double blank = ProbeBlocks.STANDARDIZER.standardize(0);
        double sum = 5 * 256 * blank;
        double sumOfSquares = 5 * 256 * blank * blank;
        for (int grey = 0; grey < 256; grey++) {
            double value = ProbeBlocks.STANDARDIZER.standardize(grey);
            sum += 7 * value;
            sumOfSquares += 7 * value * value;
        }
        // 257 additions, each off by half a unit in the last place of a partial sum, which is at most 2048 and 4096
        assertThat(sum).isCloseTo(0, within(257 * 0x1p-43));
        assertThat(sumOfSquares).isCloseTo(12 * 256, within(257 * 0x1p-42));
        assertThat(Math.abs(ProbeBlocks.STANDARDIZER.offset(0))).isLessThan(1);
    }

    @Test
    void theSizesAreThoseOfTheRunsBlocks() {
        assertThat(ProbeBlocks.of(Networks.CLASSIFIER, new BlockPlan(1_000, 512), new BlockPlan(600, 512))
                        .rows())
                .containsExactly(512, 488, 88);
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("passes")
    void theSameMachineGivesTheSameDigestForEveryNetwork(Architecture architecture, Kernel kernel) {
        ProbeBlocks probe = new ProbeBlocks(architecture, List.of(33, 1));
        PassPlan plan = Passes.plan(kernel, ProbeBlocks.STANDARDIZER);
        assertThat(probe.digest(plan)).matches("[0-9a-f]{64}").isEqualTo(probe.digest(plan));
    }

    @Test
    void anotherNetworkOrSizeIsAnotherQuestion() {
        assertThat(Stream.of(
                                PROBE,
                                new ProbeBlocks(Networks.CLASSIFIER, List.of(64)),
                                new ProbeBlocks(Networks.CLASSIFIER, List.of(65, 5)),
                                new ProbeBlocks(Networks.LESSON, List.of(64, 5)))
                        .map(probe -> probe.digest(VECTOR)))
                .doesNotHaveDuplicates();
    }

    /** Both ways in which the kernel vector reads features take part, and both give the digest. */
    @Test
    void someProbeBlocksArePreparedAndSomeAreNotWhichChangesNothing() {
        assertThat(IntStream.range(0, PROBE.count())
                        .mapToObj(index -> VECTOR.prepare(PROBE.block(index)).features() instanceof PreparedFeatures))
                .containsExactly(false, false, false, false, true, true);
        assertThat(PROBE.digest(VECTOR, block -> block)).isEqualTo(PROBE.digest(VECTOR));
    }

    @Test
    void oneBitOfAnyBlockChangesTheDigest() {
        String digest = PROBE.digest(VECTOR);
        assertThat(digest(gradient -> gradient)).isEqualTo(digest);
        for (int block = 0; block < PROBE.count(); block++) {
            int planted = block;
            assertThat(digest(gradient -> gradient.block() == planted ? lastBit(gradient) : gradient))
                    .isNotEqualTo(digest);
            assertThat(digest(gradient -> gradient.block() == planted ? lossBit(gradient) : gradient))
                    .isNotEqualTo(digest);
        }
    }

    private static BlockGradient lastBit(BlockGradient gradient) {
        float[] sum = gradient.gradientSum().clone();
        sum[sum.length - 1] = Math.nextUp(sum[sum.length - 1]);
        return new BlockGradient(gradient.block(), sum, gradient.lossSum(), gradient.exampleCount());
    }

    private static BlockGradient lossBit(BlockGradient gradient) {
        return new BlockGradient(
                gradient.block(), gradient.gradientSum(), Math.nextUp(gradient.lossSum()), gradient.exampleCount());
    }

    private static String digest(UnaryOperator<BlockGradient> fault) {
        return PROBE.digest(planted(fault), VECTOR::prepare);
    }

    private static PassFactory planted(UnaryOperator<BlockGradient> fault) {
        return parameters -> new PlantedPass(VECTOR.open(parameters)) {
            @Override
            public BlockGradient gradient(Block block) {
                return fault.apply(right.gradient(block));
            }
        };
    }
}
