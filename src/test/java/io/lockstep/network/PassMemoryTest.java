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
        Block block = DigitBlocks.one(41, 64); // a pass holds 0.5 MiB for it: 250 MiB if 500 passes kept theirs
        openAndClose(plan, parameters, block, 50);
        long before = Pointer.totalBytes();
        long physicalBefore = Pointer.physicalBytes();
        openAndClose(plan, parameters, block, 500);
        assertThat(Pointer.totalBytes() - before).isLessThan(32 * MEBIBYTE);
        assertThat(Pointer.physicalBytes() - physicalBefore).isLessThan(128 * MEBIBYTE);
    }

    @ParameterizedTest
    @EnumSource(Kernel.class)
    void repeatedBlocksNeedNoMoreMemory(Kernel kernel) {
        Parameters parameters = Networks.drawn(Networks.CLASSIFIER, 42);
        Block block = DigitBlocks.one(42, 256);
        try (BlockPass pass = new PassPlan(kernel, DigitBlocks.STANDARDIZER).open(parameters)) {
            for (int i = 0; i < 20; i++) {
                pass.gradient(block);
            }
            long before = Pointer.totalBytes();
            long physicalBefore = Pointer.physicalBytes();
            for (int i = 0; i < 300; i++) {
                pass.gradient(block); // 1 MiB each
            }
            assertThat(Pointer.totalBytes() - before).isLessThan(32 * MEBIBYTE);
            assertThat(Pointer.physicalBytes() - physicalBefore).isLessThan(128 * MEBIBYTE);
        }
    }

    private static void openAndClose(PassPlan plan, Parameters parameters, Block block, int times) {
        for (int i = 0; i < times; i++) {
            try (BlockPass pass = plan.open(parameters)) {
                pass.gradient(block);
            }
        }
    }
}
