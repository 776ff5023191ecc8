package io.lockstep.cluster;

import java.util.List;
import java.util.Properties;
import java.util.function.LongSupplier;
import org.apache.spark.scheduler.JobSucceeded$;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import scala.collection.JavaConverters;

/** What Spark tells of jobs, tasks and executors, for the watch. */
final class StallListener extends SparkListener {
    private static final String DRIVER = "driver"; // sends its own, too

    private final JobTag tag;
    private final Stalls stalls;
    private final LongSupplier clock;

    StallListener(JobTag tag, Stalls stalls, LongSupplier clock) {
        this.tag = tag;
        this.stalls = stalls;
        this.clock = clock;
    }

    @Override
    public void onJobStart(SparkListenerJobStart start) {
        if (tag.includes(start.properties())) {
            List<Integer> stages = JavaConverters.seqAsJavaList(start.stageIds()).stream()
                    .map(stage -> (Integer) stage)
                    .toList();
            stalls.jobStarted(start.jobId(), stages, step(start.properties()));
        }
    }

    private static int step(Properties job) {
        return Integer.parseInt(job.getProperty(JobProperties.STEP, "0"));
    }

    @Override
    public void onJobEnd(SparkListenerJobEnd end) {
        stalls.jobEnded(end.jobId(), end.jobResult() instanceof JobSucceeded$);
    }

    @Override
    public void onTaskStart(SparkListenerTaskStart start) {
        stalls.taskStarted(
                start.taskInfo().taskId(),
                start.stageId(),
                start.taskInfo().executorId(),
                start.taskInfo().host(),
                clock.getAsLong());
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        stalls.taskEnded(end.taskInfo().taskId());
        if (end.taskInfo().successful()) { // a failure may be the driver's word: that the executor is lost
            stalls.heard(end.taskInfo().executorId(), clock.getAsLong());
        }
    }

    /** Each heartbeat of an executor brings one, also while no task runs. */
    @Override
    public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
        if (!update.execId().equals(DRIVER)) {
            stalls.heard(update.execId(), clock.getAsLong());
        }
    }

    @Override
    public void onExecutorAdded(SparkListenerExecutorAdded added) {
        stalls.executorCame(added.executorId(), added.executorInfo().executorHost(), clock.getAsLong());
    }

    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
        stalls.executorLost(removed.executorId(), clock.getAsLong());
    }
}
