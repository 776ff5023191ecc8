package io.lockstep.pass.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.block.Block;
import io.lockstep.block.DigitBlocks;
import io.lockstep.block.ImageBlock;
import io.lockstep.data.ClassTargets;
import io.lockstep.data.ColumnScaling;
import io.lockstep.data.FloatFeatures;
import io.lockstep.data.NumberTargets;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.pass.BlockGradient;
import io.lockstep.pass.GroupPass;
import io.lockstep.pass.Networks;
import io.lockstep.pass.Passes;
import io.lockstep.pass.device.Backend;
import io.lockstep.pass.device.BackendException;
import io.lockstep.pass.device.Processor;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The pass for GPUs on an emulated one, which keeps streams waiting until they are synchronized, fills fresh memory with rubbish, guards
 * its ends, and runs threads in another order each time.
 */
class CudaPassTest {
    private static final double UNITS = 0x1p40;
    private static final GroupPass.Scale SCALE = new GroupPass.Scale(UNITS, 512 * 0x1p14);
    private static final int LAUNCH_FAILED = 719;

    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private CudaEmulator.Controls cuda;

    static Stream<Architecture> networks() {
        return Networks.all();
    }

    @BeforeEach
    void start() {
        CudaEmulator.require();
        cuda = CudaEmulator.controls();
        cuda.emulator_reset();
    }

    @AfterEach
    void heal() {
        cuda.emulator_set_memory(1L << 30);
        cuda.emulator_reset();
    }

    private static PassPlan plan() {
        return Passes.plan(Kernel.CUDA, DigitBlocks.STANDARDIZER);
    }

    private static GroupPass open(PassPlan plan, Architecture architecture) {
        return (GroupPass) plan.open(Networks.drawn(architecture, 61));
    }

    /** The exact sum of some blocks in groups of so many; biases are not zero. */
    private static Sum sum(PassPlan plan, Architecture architecture, List<Block> blocks, int groupSize) {
        try (GroupPass pass = open(plan, architecture)) {
            for (int first = 0; first < blocks.size(); first += groupSize) {
                List<Block> group = blocks.subList(first, Math.min(blocks.size(), first + groupSize));
                assertThat(pass.add(group, SCALE, SCALE)).isTrue();
            }
            return Sum.of(pass.units());
        }
    }

    private record Sum(List<Long> gradient, long loss) {
        static Sum of(GroupPass.Units units) {
            List<Long> gradient = new ArrayList<>();
            for (long unit : units.gradientSum()) {
                gradient.add(unit);
            }
            return new Sum(gradient, units.lossSum());
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void aGroupOfAnySizeAddsWhatItsBlocksGiveOneByOne(Architecture architecture) {
        List<Block> blocks = DigitBlocks.of(62, 7 * 33, 33);
        long[] expected = new long[architecture.parameterCount()];
        long loss = 0;
        try (GroupPass pass = open(plan(), architecture)) {
            for (Block block : blocks) {
                BlockGradient gradient = pass.gradient(block);
                for (int i = 0; i < expected.length; i++) {
                    expected[i] += (long) Math.rint(gradient.gradientSum()[i] * UNITS);
                }
                loss += (long) Math.rint(gradient.lossSum() * UNITS);
            }
        }
        Sum oneByOne = Sum.of(new GroupPass.Units(expected, loss));
        for (int groupSize : new int[] {1, 2, 3, 7}) {
            assertThat(sum(plan(), architecture, blocks, groupSize))
                    .as("groups of %d", groupSize)
                    .isEqualTo(oneByOne);
        }
    }

    @Test
    void blocksOfOddSizesDoNotReadEachOthersRows() {
        Architecture odd = new Architecture(List.of(13, 7, 3), Activation.SHIFTED_RELU, Loss.CROSS_ENTROPY);
        List<Block> blocks = random(odd, 5, 11);
        assertThat(sum(plan(), odd, blocks, 5)).isEqualTo(sum(plan(), odd, blocks, 1));
    }

    /** In a large group a thread takes several elements of a block, in a single block one. */
    @Test
    void threadsThatTakeMoreThanOneElementTakeTheRightOnes() {
        Architecture wide = new Architecture(List.of(13, 300, 300), Activation.RELU, Loss.CROSS_ENTROPY);
        List<Block> blocks = random(wide, 256, 16);
        assertThat(sum(plan(), wide, blocks, 256)).isEqualTo(sum(plan(), wide, blocks, 1));
    }

    private static List<Block> random(Architecture architecture, int count, int rows) {
        List<Block> blocks = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            byte[] pixels = new byte[rows * architecture.inputs()];
            new Random(index).nextBytes(pixels);
            byte[] labels = new byte[rows];
            for (int row = 0; row < rows; row++) {
                labels[row] = (byte) (row % architecture.outputs());
            }
            blocks.add(ImageBlock.of(index, (long) index * rows, architecture.inputs(), pixels, labels));
        }
        return blocks;
    }

    @Test
    void bytesAreSentOnceWhereTheyFitAndEachTimeWhereNot() {
        List<Block> blocks = DigitBlocks.of(63, 4 * 64, 64);
        long bytes = 4 * 64 * 785L;
        long rest = 1_000_000; // parameters, the table, addresses
        sum(plan(), Networks.CLASSIFIER, blocks, 4);
        assertThat(cuda.emulator_uploaded()).isBetween(bytes, bytes + rest);
        cuda.emulator_reset();
        sum(plan(), Networks.CLASSIFIER, blocks, 4);
        assertThat(cuda.emulator_uploaded()).as("the second time").isLessThan(rest);

        List<Block> others = DigitBlocks.of(64, 4 * 1024, 1024);
        cuda.emulator_reset();
        Sum kept = sum(plan(), Networks.CLASSIFIER, others, 4);
        List<Block> copies = DigitBlocks.of(64, 4 * 1024, 1024);
        for (int time = 0; time < 2; time++) {
            cuda.emulator_reset();
            assertThat(sum(plan().caching(0), Networks.CLASSIFIER, copies, 4)).isEqualTo(kept);
            assertThat(cuda.emulator_uploaded()).isGreaterThan(4 * 1024 * 785L);
        }
    }

    @Test
    void whatJavaHasForgottenTheDeviceForgetsToo() throws InterruptedException {
        sum(plan(), Networks.CLASSIFIER, DigitBlocks.of(65, 64, 64), 1);
        long before = cuda.emulator_allocated();
        sum(plan(), Networks.CLASSIFIER, DigitBlocks.of(66, 40 * 64, 64), 40);
        assertThat(cuda.emulator_allocated()).isGreaterThan(before + 40 * 64 * 785L);
        for (int wait = 0; wait < 50 && cuda.emulator_allocated() > before + 64 * 785 * 20L; wait++) {
            System.gc();
            Thread.sleep(20);
            sum(
                    plan(),
                    Networks.LESSON,
                    DigitBlocks.of(67, 1, 1),
                    1); // a look at what has gone; gives back the larger buffers
        }
        assertThat(cuda.emulator_allocated()).isLessThan(before + 64 * 785 * 20L);
    }

    @Test
    void aFullDeviceMakesGroupsSmallerAndChangesNoBit() {
        List<Block> blocks = DigitBlocks.of(68, 8 * 128, 128);
        Sum expected = sum(plan(), Networks.CLASSIFIER, blocks, 8);
        sum(plan(), Networks.LESSON, DigitBlocks.of(69, 1, 1), 1); // the larger buffers are given back
        long products = cuda.emulator_products();
        cuda.emulator_set_memory(cuda.emulator_allocated() + (5 << 20)); // a block takes about 1 MiB
        assertThat(sum(plan(), Networks.CLASSIFIER, blocks, 8)).isEqualTo(expected);
        assertThat(cuda.emulator_products() - products).as("several groups").isGreaterThan(4);
    }

    @Test
    void aDeviceWithoutRoomForABlockIsSaidToBeFull() {
        sum(plan(), Networks.LESSON, DigitBlocks.of(69, 1, 1), 1);
        cuda.emulator_set_memory(cuda.emulator_allocated() + 100_000);
        assertThatThrownBy(() -> sum(plan(), Networks.CLASSIFIER, DigitBlocks.of(70, 128, 128), 1))
                .isInstanceOf(CudaException.class)
                .hasMessageContainingAll(
                        "cuMemAlloc: expected it to work on Emulated GPU (GPU 0, compute capability 9.0",
                        "CUDA_ERROR_OUT_OF_MEMORY",
                        "Lower cluster.gpu-cache or block.rows");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cuLaunchKernel", "cublasLtMatmul", "cuStreamSynchronize", "cuMemcpyDtoHAsync"})
    void aCallThatFailsIsNamedWithDeviceAndBlock(String call) {
        Block block = DigitBlocks.of(71, 3 * 64, 64).get(2);
        try (GroupPass pass = open(plan(), Networks.CLASSIFIER)) {
            pass.gradient(block); // everything is prepared
            cuda.emulator_fail(call, 1, 1);
            assertThatThrownBy(() -> pass.gradient(block))
                    .isInstanceOf(CudaException.class)
                    .hasMessageMatching(call
                            + ".*: expected it to work on Emulated GPU \\(GPU 0.*\\), found CU.* at .*block 2\\. .*");
            assertThat(pass.gradient(block).block()).as("and goes on").isEqualTo(2);
        }
    }

    @Test
    void aLostDeviceIsGivenUp() {
        PassPlan broken = plan().on(Processor.gpu("3"));
        List<Block> blocks = DigitBlocks.of(72, 64, 64);
        assertThat(sum(broken, Networks.CLASSIFIER, blocks, 1)).isEqualTo(sum(plan(), Networks.CLASSIFIER, blocks, 1));
        cuda.emulator_fail("cuStreamSynchronize", 1, LAUNCH_FAILED);
        assertThatThrownBy(() -> sum(broken, Networks.CLASSIFIER, blocks, 1))
                .isInstanceOf(CudaException.class)
                .hasMessageContainingAll("GPU 3", "CUDA_ERROR_LAUNCH_FAILED", "Spark retries its tasks on another");
        cuda.emulator_reset();
        assertThatThrownBy(() -> broken.open(Networks.drawn(Networks.CLASSIFIER, 1)))
                .as("though it seems well again")
                .isInstanceOf(CudaException.class)
                .hasMessageContainingAll("GPU 3", "CUDA_ERROR_LAUNCH_FAILED", "an earlier task");
        assertThat(sum(plan(), Networks.CLASSIFIER, blocks, 1).loss())
                .as("the others")
                .isPositive();
    }

    @Test
    void memoryThatIsTakenIsGivenBackOrUsedAgain() {
        List<Block> blocks = DigitBlocks.of(73, 4 * 64, 64);
        sum(plan(), Networks.CLASSIFIER, blocks, 4);
        long before = cuda.emulator_allocated();
        for (int again = 0; again < 20; again++) {
            sum(plan(), Networks.CLASSIFIER, blocks, 4);
        }
        assertThat(cuda.emulator_allocated()).isLessThanOrEqualTo(before); // less, where other tests' blocks have gone
    }

    @Test
    void aGroupIsOneSequenceOfLaunches() {
        List<Block> blocks = DigitBlocks.of(74, 16 * 64, 64);
        sum(plan(), Networks.CLASSIFIER, blocks, 16);
        long launches = cuda.emulator_launches();
        long products = cuda.emulator_products();
        sum(plan(), Networks.CLASSIFIER, blocks, 16);
        assertThat(cuda.emulator_products() - products).isEqualTo(5); // two forward, two dWeight, one dInput
        // standardize, 2 biases, loss, its sum, mask, 2 column sums, 4 exact sums of tensors, one of losses
        assertThat(cuda.emulator_launches() - launches).isEqualTo(13);
    }

    @Test
    void aBackendSaysWhatMultiplies() {
        assertThat(plan().backend())
                .isEqualTo(new Backend("", "GPU", "cuBLAS 12.8.0, NVRTC 12.8", "Emulated GPU, sm_90"));
    }

    /** What the device would take for pixels and bytes of labels, whatever it is. */
    @Test
    void whatAreNoImagesIsRefusedByName() {
        ColumnScaling columns = ColumnScaling.none(784);
        assertThatThrownBy(() -> plan().with(columns).open(Networks.drawn(Networks.CLASSIFIER, 1)))
                .isInstanceOf(BackendException.class)
                .hasMessage(
                        "compute.kernel: expected images, with a class below 256 each, for cuda and cuda-tf32, found the"
                                + " columns of a table. Set compute.kernel = nd4j or auto, which chooses nd4j for a table.");
        Architecture three = new Architecture(List.of(784, 3), Activation.RELU, Loss.MSE);
        assertThatThrownBy(() -> plan().open(Networks.drawn(three, 1)))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("found a regression with 3 outputs");

        Block digits = DigitBlocks.one(66, 4);
        float[] floats = new float[4 * 784];
        Architecture many = new Architecture(List.of(784, 300), Activation.RELU, Loss.CROSS_ENTROPY);
        assertRefused(
                Networks.CLASSIFIER,
                new Block(0, 0, new FloatFeatures(784, floats), digits.targets()),
                "found features that are floats in block 0");
        assertRefused(
                Networks.CLASSIFIER,
                new Block(7, 0, digits.features(), digits.targets(), new float[] {1, 1, 2, 1}),
                "found weights of the examples in block 7");
        assertRefused(
                many,
                new Block(0, 40, digits.features(), new ClassTargets(new int[] {1, 255, 256, 2})),
                "found the target 256.0 of example 42");
        assertRefused(
                Networks.LESSON,
                new Block(0, 40, digits.features(), new NumberTargets(1, new float[] {1, 0.5f, 2, 2})),
                "found the target 0.5 of example 41");
    }

    private static void assertRefused(Architecture architecture, Block block, String found) {
        try (GroupPass pass = open(plan(), architecture)) {
            for (ThrowingCallable use : List.<ThrowingCallable>of(
                    () -> pass.gradient(block),
                    () -> pass.forward(block),
                    () -> pass.add(List.of(block), SCALE, SCALE))) {
                assertThatThrownBy(use).isInstanceOf(BackendException.class).hasMessageContaining(found);
            }
        }
    }

    @Test
    void aGpuThatIsNotThereIsSaidSo() {
        CudaEmulator.require();
        assertThat(Kernel.CUDA.reasonAgainst("0")).isEmpty();
        assertThat(Kernel.CUDA.reasonAgainst("9")).contains("expected the address of a GPU of this machine, found 9");
        assertThat(Kernel.CUDA.reasonAgainst("")).contains("spark.task.resource.gpu");
    }
}
