package io.lockstep.cluster;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;

/** Jobs on the same Spark that are not the session's: the caller's, or another session's. */
final class OtherJobs extends SparkListener {
    private final JobTag tag;
    private final Set<Integer> running = ConcurrentHashMap.newKeySet();

    private OtherJobs(JobTag tag) {
        this.tag = tag;
    }

    /** Listens from now on; knows those that run already. */
    static OtherJobs of(JavaSparkContext spark, JobTag tag) {
        OtherJobs jobs = new OtherJobs(tag);
        spark.sc().addSparkListener(jobs);
        for (int job : spark.sc().statusTracker().getActiveJobIds()) {
            jobs.running.add(job);
        }
        for (int job : spark.sc().statusTracker().getJobIdsForTag(tag.name())) {
            jobs.running.remove(job); // what Spark's status says of one that has just ended is late
        }
        return jobs;
    }

    boolean areRunning() {
        return !running.isEmpty();
    }

    @Override
    public void onJobStart(SparkListenerJobStart start) {
        if (!tag.includes(start.properties())) {
            running.add(start.jobId());
        }
    }

    @Override
    public void onJobEnd(SparkListenerJobEnd end) {
        running.remove(end.jobId());
    }
}
