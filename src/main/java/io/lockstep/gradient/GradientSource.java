package io.lockstep.gradient;

import io.lockstep.block.Batch;
import io.lockstep.network.Parameters;
import java.time.Duration;
import java.util.List;

/**
 * A source of gradients: a cluster, one thread, or an independent check. The trainer does not depend on which.
 */
public interface GradientSource {

    /** Its name in the record and the agreements: {@code cluster}, {@code local}, {@code reference}. */
    String name();

    /** The exact sum over the batch of the examples' gradients at these parameters. */
    GradientSum gradientSum(Parameters parameters, Batch batch);

    /** The same for a step, with computing time and audit statistics for its record. */
    default Computed compute(Parameters parameters, Batch batch) {
        long start = System.nanoTime();
        GradientSum sum = gradientSum(parameters, batch);
        return new Computed(sum, Duration.ofNanos(System.nanoTime() - start));
    }

    /**
     * Digests of each block's contribution to that sum, in any order: where two sources differ that must not, they distinguish the
     * blocks from their sum. Empty if the source does not work by blocks.
     */
    default List<BlockDigest> digests(Parameters parameters, Batch batch) {
        return List.of();
    }
}
