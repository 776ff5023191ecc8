package io.lockstep.cluster;

import io.lockstep.block.Block;
import io.lockstep.network.Parameters;
import io.lockstep.pass.BlockGradient;
import io.lockstep.pass.BlockPass;
import io.lockstep.pass.PassFactory;
import io.lockstep.pass.PlantedPass;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkEnv;

/**
 * Right passes, of whose gradients one bit is turned over, as by a faulty memory.
 *
 * @param passes the right ones
 * @param executor all of whose gradients are struck; {@code once} for the one that was armed in this process
 * @param value position of the value in the gradient; its length for the loss
 * @param bit which bit of it
 */
public record BitFlip(PassFactory passes, String executor, int value, int bit) implements PassFactory {
    private static final String ONCE = "once";
    private static final int NONE = -1;
    private static final AtomicInteger ARMED = new AtomicInteger(NONE);

    /** Strikes each block that is armed, once. */
    public static BitFlip once(PassFactory passes, int value, int bit) {
        ARMED.set(NONE);
        return new BitFlip(passes, ONCE, value, bit);
    }

    /** Strikes every block that this executor computes. */
    public static BitFlip onExecutor(String executor, PassFactory passes, int value, int bit) {
        return new BitFlip(passes, executor, value, bit);
    }

    /** Strikes this block when it is computed next. */
    public static void arm(int block) {
        ARMED.set(block);
    }

    /** Whether the block that was armed has been struck. */
    public static boolean struck() {
        return ARMED.get() == NONE;
    }

    private boolean strikes(Block block) {
        return executor.equals(ONCE)
                ? ARMED.compareAndSet(block.index(), NONE)
                : executor.equals(SparkEnv.get().executorId());
    }

    private BlockGradient struck(BlockGradient right) {
        float[] gradientSum = right.gradientSum().clone();
        double lossSum = right.lossSum();
        if (value == gradientSum.length) {
            lossSum = Double.longBitsToDouble(Double.doubleToLongBits(lossSum) ^ (1L << bit));
        } else {
            gradientSum[value] = Float.intBitsToFloat(Float.floatToIntBits(gradientSum[value]) ^ (1 << bit));
        }
        return new BlockGradient(right.block(), gradientSum, lossSum, right.exampleCount());
    }

    @Override
    public BlockPass open(Parameters parameters) {
        return new PlantedPass(passes.open(parameters)) {
            @Override
            public BlockGradient gradient(Block block) {
                BlockGradient gradient = right.gradient(block);
                return strikes(block) ? struck(gradient) : gradient;
            }
        };
    }
}
