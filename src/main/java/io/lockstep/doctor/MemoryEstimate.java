package io.lockstep.doctor;

import io.lockstep.config.OptimizerName;
import io.lockstep.config.RunConfig;
import io.lockstep.network.Architecture;
import io.lockstep.pass.device.BackendPolicy;
import io.lockstep.pass.plan.Kernel;

/**
 * An upper estimate of a run's memory. With P parameters, B rows of a block, U units of all layers together (the input's
 * features included), S task slots of an executor, and A arrays that the optimizer keeps; V and W are P and U with layers whose
 * units are padded to whole vectors, V' without the first layer, W without the F features:
 *
 * <pre>
 * executor, heap    12 P + S (8 P + max(4 P + 12 V + 8 V' + 28 B W + 4 B F, 16 P)) + 300 MiB   with the kernel vector
 * executor, native  256 MiB                                                             likewise
 * executor, heap    12 P + S (8 P + max(4 P + 12 B U, 16 P)) + 300 MiB                  with another one
 * executor, native  S (8 P + 12 B U + 32 MiB) + 256 MiB                                 likewise
 * driver, heap      44 P + 24 A P + 40 P where gradients are checked + 300 MiB
 *
 * mini-batches      executor, heap, besides: S 64 MiB
 * local steps       executor, heap, besides: (S + 1) (4 + 8 A) P + S 16 A P; driver, heap, besides: (4 + 8 A) P for each partition
 * tables            executor, heap, besides: S 64 MiB; driver, heap, besides: 64 MiB
 * </pre>
 *
 * <p>On an executor: the parameters (4 P), their broadcast (4 P) and those of the probe (4 P); in each task the exact sum
 * (8 P) beside one block's gradient (4 P) and activations, or, when the task ends, beside its serialised copies (2 x 8 P).
 * The kernel vector has the first layer's weights folded and in strips or panels, the others' in both, and transposed, and all gradients;
 * of a block four matrices of all units and lists of two (4 x 4 and 2 x 6 bytes a unit). Of other kernels the weights and their
 * gradient, the activations, and OpenBLAS's buffer are native; Java's own needs are the constant. On the driver: the parameters before and after a step and their broadcast (16 P), the sum, one that arrives with its bytes,
 * and the mean (28 P together), and the optimizer's arrays before and after a step and as they are written; the reference adds five
 * arrays of double. Blocks of shuffled examples are filled together, up to 64 MiB of them. Local steps send the state to each
 * executor, change it in each task beside a copy, and bring all of them back. A task that reads a table holds a batch of its columns and
 * sorts rows, which spill; the driver holds the counts of its columns, of several tasks. Cached blocks are not in it: what has no room
 * goes to disk.
 *
 * @param executorHeap bytes
 * @param executorNative bytes
 * @param driverHeap bytes
 */
public record MemoryEstimate(long executorHeap, long executorNative, long driverHeap) {
    private static final long MIB = 1L << 20;
    /** At most so many units are added to a layer: to eight vectors of 512 bits. */
    private static final long PADDING = 127;

    /** What Java and Spark take of a heap by themselves. */
    static final long JAVA = 300 * MIB;

    /** Of a run; where executor and driver are one, in local mode, its heap must hold both needs. */
    public static MemoryEstimate of(Architecture architecture, RunConfig config, int slotsOfAnExecutor) {
        boolean checked = !config.check().against().isEmpty();
        long arrays = arrays(config.optimizer().name());
        long p = architecture.parameterCount();
        long units = architecture.inputs();
        for (int layer = 1; layer <= architecture.layers(); layer++) {
            units += architecture.weight(layer).shape().get(1);
        }
        boolean vector = config.compute().backend() == BackendPolicy.CPU
                && config.compute().kernel().onCpu() == Kernel.VECTOR;
        long activations = 4L * config.block().rows() * units;
        long pass = vector ? ofVectorPass(architecture, config.block().rows()) : 3 * activations;
        long task = 8 * p + Math.max(4 * p + pass, 16 * p);
        long shuffling = config.batch().blocks() > 0 ? slotsOfAnExecutor * (64 * MIB) : 0;
        long state = config.train().sync().isExact() ? 0 : (4 + 8 * arrays) * p;
        long stepping = config.train().sync().isExact() ? 0 : 16 * arrays * p;
        return new MemoryEstimate(
                12 * p
                        + slotsOfAnExecutor * task
                        + shuffling
                        + (slotsOfAnExecutor + 1) * state
                        + slotsOfAnExecutor * stepping
                        + JAVA,
                (vector ? 0 : slotsOfAnExecutor * (8 * p + 3 * activations + 32 * MIB)) + 256 * MIB,
                (checked ? 84 : 44) * p + 24 * arrays * p + config.cluster().partitions() * state + JAVA);
    }

    private static long ofVectorPass(Architecture architecture, long rows) {
        long weights = 0;
        long units = 0;
        for (int layer = 1; layer <= architecture.layers(); layer++) {
            long in = architecture.weight(layer).shape().get(0) + PADDING;
            long out = architecture.weight(layer).shape().get(1) + PADDING;
            weights += (layer == 1 ? 12L : 20L) * in * out;
            units += out;
        }
        return weights + 28L * rows * units + 4L * rows * architecture.inputs();
    }

    /** With a table, which is read, sorted and cut into blocks. */
    MemoryEstimate withTable(int slotsOfAnExecutor) {
        return new MemoryEstimate(executorHeap + slotsOfAnExecutor * (64 * MIB), executorNative, driverHeap + 64 * MIB);
    }

    private static int arrays(OptimizerName optimizer) {
        return switch (optimizer) {
            case SGD -> 0;
            case MOMENTUM, NESTEROV -> 1;
            case ADAM, ADAMW -> 2;
        };
    }

    /** In MiB, rounded up. */
    static long mib(long bytes) {
        return (bytes + MIB - 1) / MIB;
    }
}
