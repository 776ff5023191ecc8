package io.lockstep.gpu;

import io.lockstep.block.Batch;
import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.gradient.BlockSums;
import io.lockstep.network.Architecture;
import io.lockstep.network.Initializer;
import io.lockstep.network.Parameters;
import io.lockstep.pass.cuda.CudaDevice;
import io.lockstep.pass.cuda.CudaStream;
import io.lockstep.pass.cuda.DeviceMemory;
import io.lockstep.pass.cuda.MatrixProduct;
import io.lockstep.pass.cuda.MatrixProduct.Operand;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How long a full-batch gradient takes, as an executor's task computes it, beside its matrix products alone; and the limits of
 * the device.
 *
 * @param passPlan for the GPU
 */
public record StepTimes(PassPlan passPlan) {
    private static final int WARM_UPS = 2;
    private static final int TURNS = 7;
    private static final double MILLION = 1e6;

    /**
     * The limits of the device.
     *
     * @param flops operations a second in a large square product of floats
     * @param bandwidth bytes a second that a copy within its memory reads and writes
     */
    public record Limits(double flops, double bandwidth) {}

    /**
     * A gradient's time.
     *
     * @param milliseconds median of {@value #TURNS} turns
     * @param productsAlone of the same matrix products and nothing else
     * @param flops operations of those products
     * @param bytes of the examples' features
     */
    public record Step(double milliseconds, double productsAlone, double flops, double bytes) {}

    private interface Work {
        void run();
    }

    private static double medianMilliseconds(Work work) {
        double[] times = new double[TURNS];
        for (int turn = -WARM_UPS; turn < TURNS; turn++) {
            long start = System.nanoTime();
            work.run();
            if (turn >= 0) {
                times[turn] = (System.nanoTime() - start) / MILLION;
            }
        }
        Arrays.sort(times);
        return times[TURNS / 2];
    }

    /**
     * Measures the device.
     *
     * @param size of the square matrices
     * @param bytes to copy
     */
    public Limits limits(int size, long bytes) {
        try (Bench bench = new Bench()) {
            long elements = (long) size * size;
            DeviceMemory a = bench.floats(elements);
            DeviceMemory b = bench.floats(elements);
            DeviceMemory c = bench.floats(elements);
            MatrixProduct square = bench.product(
                    new Operand(size, size, false, elements),
                    new Operand(size, size, false, elements),
                    new Operand(size, size, false, elements));
            double product = medianMilliseconds(() -> {
                square.of(a, b, c, 1);
                bench.stream.synchronize();
            });
            DeviceMemory from = bench.bytes(bytes);
            DeviceMemory to = bench.bytes(bytes);
            double copy = medianMilliseconds(() -> {
                bench.stream.copy(from, to, bytes);
                bench.stream.synchronize();
            });
            return new Limits(2.0 * elements * size / product * 1e3, 2.0 * bytes / copy * 1e3);
        }
    }

    /** Measures the gradient of a network over these blocks. */
    public Step of(Architecture architecture, BlockPlan plan, List<Block> blocks) {
        Parameters parameters = Parameters.initial(architecture, Initializer.KAIMING_FAN_IN, 1);
        Batch batch = plan.fullBatch(1);
        double step = medianMilliseconds(() -> BlockSums.gradientSum(blocks.iterator(), parameters, passPlan, batch));
        double flops = 0;
        for (int layer = 1; layer <= architecture.layers(); layer++) {
            // forward and dWeight of every layer, dInput of all but the first
            flops += (layer == 1 ? 4.0 : 6.0) * architecture.weight(layer).size() * plan.examples();
        }
        return new Step(
                step, productsAlone(architecture, plan), flops, (double) plan.examples() * architecture.inputs());
    }

    /** The same products over the same number of blocks, group after group in the same memory. */
    private double productsAlone(Architecture architecture, BlockPlan plan) {
        int rows = plan.blockRows();
        int group = Math.max(1, Math.min((1 << 16) / rows, plan.blockCount()));
        try (Bench bench = new Bench()) {
            List<Work> products = new ArrayList<>();
            for (int layer = 1; layer <= architecture.layers(); layer++) {
                int in = architecture.sizes().get(layer - 1);
                int out = architecture.sizes().get(layer);
                long xStride = MatrixProduct.stride((long) rows * in);
                long yStride = MatrixProduct.stride((long) rows * out);
                long wStride = MatrixProduct.stride((long) in * out);
                DeviceMemory x = bench.floats(xStride * group);
                DeviceMemory y = bench.floats(yStride * group);
                DeviceMemory w = bench.floats(wStride * group);
                Operand weight = new Operand(in, out, false, 0);
                Operand output = new Operand(rows, out, false, yStride);
                MatrixProduct forward = bench.product(new Operand(rows, in, false, xStride), weight, output);
                MatrixProduct dWeight = bench.product(
                        new Operand(rows, in, true, xStride), output, new Operand(in, out, false, wStride));
                products.add(() -> forward.of(x, w, y, group));
                products.add(() -> dWeight.of(x, y, w, group));
                if (layer > 1) {
                    MatrixProduct dInput =
                            bench.product(output, new Operand(in, out, true, 0), new Operand(rows, in, false, xStride));
                    products.add(() -> dInput.of(y, w, x, group));
                }
            }
            double groups = (double) plan.blockCount() / group;
            double milliseconds = medianMilliseconds(() -> {
                products.forEach(Work::run);
                bench.stream.synchronize();
            });
            return milliseconds * groups;
        }
    }

    /** A stream with what is made on it, which goes when it is closed. */
    private final class Bench implements AutoCloseable {
        private final CudaStream stream =
                new CudaStream(CudaDevice.at(passPlan.processor().address()));
        private final List<AutoCloseable> made = new ArrayList<>();

        DeviceMemory bytes(long count) {
            DeviceMemory memory = stream.device().allocate(count);
            made.add(memory);
            stream.clear(memory); // zeros take the least power: what is measured beside them is rather too fast
            return memory;
        }

        DeviceMemory floats(long count) {
            return bytes(count * Float.BYTES);
        }

        MatrixProduct product(Operand a, Operand b, Operand c) {
            MatrixProduct product = new MatrixProduct(stream, passPlan.kernel() == Kernel.CUDA_TF32, a, b, c);
            made.add(product);
            return product;
        }

        @Override
        public void close() {
            for (AutoCloseable each : made) {
                try {
                    each.close();
                } catch (Exception e) {
                    throw new IllegalStateException(e); // none of these throws a checked exception
                }
            }
            stream.close();
        }
    }
}
