package io.lockstep.train;

import io.lockstep.block.Batch;
import io.lockstep.block.Block;
import io.lockstep.gradient.BlockSums;
import io.lockstep.gradient.DivergedException;
import io.lockstep.gradient.Gradient;
import io.lockstep.gradient.GradientSum;
import io.lockstep.pass.PassFactory;
import java.io.Serializable;
import java.util.List;

/**
 * The local steps of one partition. A batch of which it holds no example is skipped.
 *
 * @param state after the steps; its step number counts only steps that were taken
 * @param lossSum sum of the losses of the examples it has used
 * @param exampleCount number of those examples
 * @param nanoseconds duration
 */
public record LocalSteps(OptimizerState state, double lossSum, long exampleCount, long nanoseconds)
        implements Serializable {

    /** Takes the steps with these blocks, of which each batch holds some. */
    public static LocalSteps take(
            List<Block> blocks,
            OptimizerState state,
            List<Batch> batches,
            List<Double> learningRates,
            Optimizer optimizer,
            PassFactory passes) {
        long start = System.nanoTime();
        double lossSum = 0;
        long exampleCount = 0;
        for (int i = 0; i < batches.size(); i++) {
            GradientSum sum = BlockSums.gradientSum(blocks.iterator(), state.parameters(), passes, batches.get(i));
            if (sum.exampleCount() > 0) {
                Gradient gradient = sum.mean(batches.get(i).step());
                state = optimizer.step(state, gradient, learningRates.get(i));
                DivergedException.requireFinite(
                        state.parameters(), batches.get(i).step());
                lossSum += gradient.loss() * gradient.exampleCount();
                exampleCount += gradient.exampleCount();
            }
        }
        return new LocalSteps(state, lossSum, exampleCount, System.nanoTime() - start);
    }
}
