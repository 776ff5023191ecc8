package io.lockstep.cluster;

import java.io.Serializable;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.LongAccumulator;

/** Measures the tasks' own time on the executors. What a retried or copied task took is counted once. */
public final class PassClock implements Serializable {
    private static final long serialVersionUID = 1L;

    private final LongAccumulator nanoseconds;

    PassClock(JavaSparkContext spark) {
        nanoseconds = spark.sc().longAccumulator();
    }

    /** On an executor: does the work and adds its time. */
    public <T> T time(Supplier<T> work) {
        long start = System.nanoTime();
        T result = work.get();
        nanoseconds.add(System.nanoTime() - start);
        return result;
    }

    /** On the driver: forgets the times of the job before. */
    public void reset() {
        nanoseconds.reset();
    }

    /** On the driver, after a job: the time that the tasks took, spread over so many at once. */
    Duration spreadOver(int tasksAtOnce) {
        return Duration.ofNanos(nanoseconds.value() / tasksAtOnce);
    }
}
