package io.lockstep.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

/** Whose jobs run. */
class OtherJobsTest {
    private static final CountDownLatch STARTED = new CountDownLatch(2);
    private static final CountDownLatch END = new CountDownLatch(1);

    @Test
    void jobsWithoutTheTagAreOthers() throws Exception {
        try (JavaSparkContext spark = LocalSpark.start()) {
            JobTag tag = JobTag.create(spark);
            OtherJobs jobs = OtherJobs.of(spark, tag);
            JavaFutureAction<Void> ours = tag.run(() -> waiting(spark));
            JavaFutureAction<Void> others = waiting(spark);
            STARTED.await();
            assertThat(jobs.areRunning()).isTrue();
            OtherJobs late = OtherJobs.of(spark, tag);
            StandaloneCluster.await("the job of before", () -> late.areRunning() ? true : null);
            others.cancel(true);
            StandaloneCluster.await("its end", () -> (jobs.areRunning() || late.areRunning()) ? null : true);
            assertThat(ours.isDone()).isFalse();
            END.countDown();
            ours.get();
            assertThat(jobs.areRunning()).isFalse();
        }
    }

    private static JavaFutureAction<Void> waiting(JavaSparkContext spark) {
        return spark.parallelize(List.of(1), 1).foreachAsync(one -> {
            STARTED.countDown();
            END.await();
        });
    }
}
