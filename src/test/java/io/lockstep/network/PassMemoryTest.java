package io.lockstep.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.block.Block;
import io.lockstep.block.DigitBlocks;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Native memory, which the garbage collector does not see and clusters kill for. */
class PassMemoryTest {
    private static final long MEBIBYTE = 1 << 20;

    @ParameterizedTest
    @EnumSource(Kernel.class)
    void closedPassesGiveTheirMemoryBack(Kernel kernel) {
        Parameters parameters = Networks.drawn(Networks.CLASSIFIER, 41);
        PassPlan plan = new PassPlan(kernel, DigitBlocks.STANDARDIZER);
        Block block = DigitBlocks.one(41, 256); // a pass holds about 1 MiB for it
        openAndClose(plan, parameters, block, 100);
        long before = nativeBytes();
        openAndClose(plan, parameters, block, 500);
        assertThat(nativeBytes() - before).isLessThan(150 * MEBIBYTE);
    }

    @ParameterizedTest
    @EnumSource(Kernel.class)
    void repeatedBlocksNeedNoMoreMemory(Kernel kernel) {
        Parameters parameters = Networks.drawn(Networks.CLASSIFIER, 42);
        Block block = DigitBlocks.one(42, 256);
        try (BlockPass pass = new PassPlan(kernel, DigitBlocks.STANDARDIZER).open(parameters)) {
            for (int i = 0; i < 100; i++) {
                pass.gradient(block);
            }
            long before = nativeBytes();
            for (int i = 0; i < 500; i++) {
                pass.gradient(block); // about 1 MiB each
            }
            assertThat(nativeBytes() - before).isLessThan(150 * MEBIBYTE);
        }
    }

    /** At once, not when the garbage collector comes by: it does not know how much hangs on a few small objects. */
    @ParameterizedTest
    @EnumSource(Kernel.class)
    void theMemoryIsGivenBackByClose(Kernel kernel) {
        Parameters parameters = Networks.drawn(Networks.CLASSIFIER, 43);
        PassPlan plan = new PassPlan(kernel, DigitBlocks.STANDARDIZER);
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

    /** What the process holds beside the Java heap. */
    private static long nativeBytes() {
        return Pointer.physicalBytes() - Runtime.getRuntime().totalMemory();
    }
}
