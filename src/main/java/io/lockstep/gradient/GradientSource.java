package io.lockstep.gradient;

import io.lockstep.block.Batch;
import io.lockstep.network.Parameters;
import java.time.Duration;
import java.util.List;

/**
 * Where gradients come from: a cluster, one thread, or an independent opinion. The trainer does not know which.
 */
public interface GradientSource {

    /** What the record and the agreements call it: {@code cluster}, {@code local}, {@code reference}. */
    String name();

    /** The exact sum over the batch of the examples' gradients at these parameters. */
    GradientSum gradientSum(Parameters parameters, Batch batch);

    /** The same for a step, whose record tells what it took. */
    default Computed compute(Parameters parameters, Batch batch) {
        long start = System.nanoTime();
        GradientSum sum = gradientSum(parameters, batch);
        return new Computed(sum, Duration.ofNanos(System.nanoTime() - start));
    }

    /**
     * What each block of the batch adds to that sum, in any order: where two sources differ that must not, it tells the
     * blocks from their sum. Empty where the source does not work by blocks.
     */
    default List<BlockDigest> digests(Parameters parameters, Batch batch) {
        return List.of();
    }
}
