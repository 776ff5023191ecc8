package io.lockstep.cluster;

import io.lockstep.cluster.bits.MixedClusterException;
import io.lockstep.cluster.executor.ResourceException;
import io.lockstep.pass.cuda.CudaException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;

/** Explains why a job failed because of the cluster, and how to fix it. */
final class JobFailure {
    private static final Pattern HEAP = Pattern.compile("OutOfMemoryError|[Ee]xit(ed with)? (code|status):? 52\\b");
    private static final Pattern KILLED = Pattern.compile(
            "[Ee]xit(ed with)? (code|status):? 137\\b|OOMKilled|killed by YARN for exceeding|exceeding (physical|virtual) memory");

    private JobFailure() {}

    /** The failure, or a {@link ResourceException} or a {@link CancelledException} about it. Lockstep's own exceptions are returned unchanged. */
    static RuntimeException of(
            Throwable failure, JavaSparkContext spark, ExecutorWatch watch, StallWatch stalls, ClusterNeeds needs) {
        List<Throwable> chain =
                Stream.iterate(failure, Objects::nonNull, Throwable::getCause).toList();
        if (!spark.isLocal() && chain.stream().noneMatch(JobFailure::isOurs)) {
            MixedClusterException mixed = watch.mixed();
            if (mixed != null) {
                return mixed; // Spark says no more than that the job was cancelled
            }
            String text = chain.stream().map(String::valueOf).collect(Collectors.joining("\n"));
            boolean lost = isLoss(text, spark, watch);
            CudaException lostGpu = watch.lostGpu();
            if (lostGpu != null && lost) {
                return lostGpu; // Spark says no more than that the executor is gone
            }
            String problem = problem(lost, text, spark, watch, stalls, needs);
            if (!problem.isEmpty()) {
                return new ResourceException(problem, failure);
            }
        }
        Optional<CancelledException> cancelled = CancelledException.of(chain);
        if (cancelled.isPresent()) {
            return cancelled.get();
        }
        return failure instanceof RuntimeException exception
                ? exception
                : new IllegalStateException(
                        failure.getMessage(), failure); // a checked SparkException, which no signature declares
    }

    private static boolean isOurs(Throwable failure) {
        return failure.getClass().getName().startsWith("io.lockstep.");
    }

    private static boolean isLoss(String text, JavaSparkContext spark, ExecutorWatch watch) {
        return text.contains("ExecutorLostFailure")
                || watch.gaveUp()
                || spark.sc().isStopped();
    }

    private static String problem(
            boolean lost,
            String failure,
            JavaSparkContext spark,
            ExecutorWatch watch,
            StallWatch stalls,
            ClusterNeeds needs) {
        String text =
                lost ? failure + watch.lastLoss() : failure; // an earlier loss has nothing to do with another failure
        if (HEAP.matcher(text).find()) {
            return "spark.executor.memory: expected enough heap for an executor's blocks and parameters, found that %s is not enough."
                            .formatted(spark.getConf().get("spark.executor.memory", "1g"))
                    + " Raise it (--conf spark.executor.memory=...), or use a smaller block.rows, fewer spark.executor.cores or a"
                    + " smaller network.";
        }
        String replaced = stalls.firstReplaced();
        if (replaced != null) { // before what followed from it: a killed process, a refused connection
            return "cluster.task-timeout: expected executors that answer, found that %s; then the job failed: %s. Check that machine and the executor's log; the same command resumes from the last checkpoint."
                    .formatted(
                            replaced, failure.lines().findFirst().orElse("").replaceFirst("^[\\w.$]+Exception: ", ""));
        }
        if (lost && KILLED.matcher(text).find()) {
            return "spark.executor.memoryOverhead: expected running executors, found them killed (exit code 137), usually because"
                    + " memory outside the heap ran out. Raise it (--conf spark.executor.memoryOverhead=2g); `doctor` prints how much"
                    + " the run needs.";
        }
        if (watch.gaveUp()) {
            return "cluster.startup-timeout: expected an executor within %s%s, found none."
                            .formatted(
                                    StartUp.seconds(needs.startupTimeout()),
                                    watch.lastLoss().isEmpty()
                                            ? ""
                                            : " after the last was lost (%s)".formatted(watch.lastLoss()))
                    + " Check the cluster's workers; the same command resumes from the last checkpoint.";
        }
        if (spark.sc().isStopped()) {
            return "spark.master: expected %s to keep the application running, found that it ended the application%s. Check the cluster's log; the same command resumes from the last checkpoint."
                    .formatted(
                            spark.master(),
                            watch.lastLoss().isEmpty() ? "" : " after an executor was lost: " + watch.lastLoss());
        }
        return lost
                ? "spark.task.maxFailures: expected running executors, found too many lost, the last: %s. Check their logs; the same command resumes from the last checkpoint."
                        .formatted(watch.lastLoss())
                : "";
    }
}
