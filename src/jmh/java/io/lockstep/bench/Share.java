package io.lockstep.bench;

import io.lockstep.block.Batch;
import io.lockstep.cluster.ClusterGradients;
import io.lockstep.gradient.Computed;
import io.lockstep.network.Parameters;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How the time of a step's gradient divides between the passes and Spark.
 *
 * @param wall from asking for the gradient to having its mean, milliseconds
 * @param kernel the passes' own time, spread over the task slots, milliseconds
 */
record Share(double wall, double kernel) {

    /** What Spark takes, milliseconds: parameters out, a job, sums back, and waiting for the slowest task. */
    double spark() {
        return wall - kernel;
    }

    /** The same as a part of the whole. */
    double part() {
        return spark() / wall;
    }

    /** Of one gradient as {@code train} asks for it. */
    static Share of(ClusterGradients gradients, Parameters parameters, Batch batch) {
        long start = System.nanoTime();
        Computed computed = gradients.compute(parameters, batch);
        computed.sum().mean();
        return new Share((System.nanoTime() - start) / 1e6, computed.computing().toNanos() / 1e6);
    }

    /** One part of each. */
    static Times times(List<Share> shares, ToDoubleFunction<Share> part) {
        return new Times(shares.stream().mapToDouble(part).toArray());
    }
}
