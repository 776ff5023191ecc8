package io.lockstep.bench;

import io.lockstep.block.Batch;
import io.lockstep.block.Block;
import io.lockstep.gradient.BlockSums;
import io.lockstep.gradient.GradientSum;
import io.lockstep.network.Parameters;
import io.lockstep.pass.PassFactory;
import java.io.Serializable;
import java.util.Iterator;

/** A sum of gradients and how long the tasks took for it. */
final class TimedSum implements Serializable {
    private static final long serialVersionUID = 1L;

    private final GradientSum sum;
    private long nanoseconds;
    private long slowest;

    private TimedSum(GradientSum sum, long nanoseconds) {
        this.sum = sum;
        this.nanoseconds = nanoseconds;
        slowest = nanoseconds;
    }

    /** In a task. */
    static TimedSum of(Iterator<Block> mine, Parameters parameters, PassFactory passes, Batch batch) {
        long start = System.nanoTime();
        GradientSum sum = BlockSums.gradientSum(mine, parameters, passes, batch);
        return new TimedSum(sum, System.nanoTime() - start);
    }

    TimedSum merge(TimedSum other) {
        sum.merge(other.sum);
        nanoseconds += other.nanoseconds;
        slowest = Math.max(slowest, other.slowest);
        return this;
    }

    GradientSum sum() {
        return sum;
    }

    /** Time of all tasks, spread over so many at once, milliseconds. */
    double spreadOver(int tasksAtOnce) {
        return nanoseconds / 1e6 / tasksAtOnce;
    }

    /** Time of the slowest task, milliseconds. */
    double slowest() {
        return slowest / 1e6;
    }
}
