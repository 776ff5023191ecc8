package io.lockstep.pass;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.block.Block;
import io.lockstep.block.DigitBlocks;
import io.lockstep.network.Parameters;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Native memory, which the garbage collector does not see and clusters kill for. */
class PassMemoryTest {
    private static final long MEBIBYTE = 1 << 20;

    @ParameterizedTest
    @EnumSource(names = {"VECTOR", "ND4J"})
    void closedPassesGiveTheirMemoryBack(Kernel kernel) {
        assertClosedPassesGiveTheirMemoryBack(kernel);
    }

    @Test
    @Tag("drill")
    void closedPassesGiveTheirMemoryBackOnAnEmulatedGpu() {
        assertClosedPassesGiveTheirMemoryBack(Kernel.CUDA);
    }

    private static void assertClosedPassesGiveTheirMemoryBack(Kernel kernel) {
        Parameters parameters = Networks.drawn(Networks.CLASSIFIER, 41);
        PassPlan plan = Passes.plan(kernel, DigitBlocks.STANDARDIZER);
        Block block = DigitBlocks.one(41, 256); // a pass holds about 1 MiB for it
        assertThat(leastGrowth(() -> openAndClose(plan, parameters, block, 500)))
                .isLessThan(150 * MEBIBYTE);
    }

    @ParameterizedTest
    @EnumSource(names = {"VECTOR", "ND4J"})
    void repeatedBlocksNeedNoMoreMemory(Kernel kernel) {
        assertRepeatedBlocksNeedNoMoreMemory(kernel);
    }

    @Test
    @Tag("drill")
    void repeatedBlocksNeedNoMoreMemoryOnAnEmulatedGpu() {
        assertRepeatedBlocksNeedNoMoreMemory(Kernel.CUDA);
    }

    private static void assertRepeatedBlocksNeedNoMoreMemory(Kernel kernel) {
        Parameters parameters = Networks.drawn(Networks.CLASSIFIER, 42);
        Block block = DigitBlocks.one(42, 256);
        try (BlockPass pass = Passes.plan(kernel, DigitBlocks.STANDARDIZER).open(parameters)) {
            long growth = leastGrowth(() -> {
                for (int i = 0; i < 500; i++) {
                    pass.gradient(block); // about 1 MiB each
                }
            });
            assertThat(growth).isLessThan(150 * MEBIBYTE);
        }
    }

    /** At once, not when the garbage collector comes by: it does not know how much hangs on a few small objects. */
    @ParameterizedTest
    @MethodSource("io.lockstep.pass.Passes#kernels")
    void theMemoryIsGivenBackByClose(Kernel kernel) {
        Parameters parameters = Networks.drawn(Networks.CLASSIFIER, 43);
        PassPlan plan = Passes.plan(kernel, DigitBlocks.STANDARDIZER);
        Block block = DigitBlocks.one(43, 256);
        openAndClose(plan, parameters, block, 1);
        long before = Pointer.totalBytes();
        openAndClose(plan, parameters, block, 20);
        assertThat(Pointer.totalBytes() - before).isLessThan(MEBIBYTE);
    }

    private static void openAndClose(PassPlan plan, Parameters parameters, Block block, int times) {
        for (int i = 0; i < times; i++) {
            try (BlockPass pass = plan.open(parameters)) {
                pass.gradient(block);
            }
        }
    }

    /**
     * By how much the process grew, in the round of three in which it grew least. What leaks does so in every round; what grows once
     * is the heap, whose pages are the process's only when they are first written.
     */
    private static long leastGrowth(Runnable round) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            long before = nativeBytes();
            round.run();
            least = Math.min(least, nativeBytes() - before);
        }
        return least;
    }

    /** What the process holds beside the Java heap. */
    private static long nativeBytes() {
        return Pointer.physicalBytes() - Runtime.getRuntime().totalMemory();
    }
}
