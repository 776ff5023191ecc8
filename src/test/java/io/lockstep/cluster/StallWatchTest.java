package io.lockstep.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.Success$;
import org.apache.spark.TaskState;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.executor.ExecutorMetrics;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.JobFailed;
import org.apache.spark.scheduler.JobResult;
import org.apache.spark.scheduler.JobSucceeded$;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.scheduler.StageInfo;
import org.apache.spark.scheduler.TaskInfo;
import org.apache.spark.scheduler.TaskLocality;
import org.apache.spark.scheduler.TaskLocation;
import org.apache.spark.storage.RDDInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import scala.Option;
import scala.Tuple2;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/** In a time of its own, with the events that Spark would post. */
class StallWatchTest {
    private static final Duration STEP = Duration.ofMillis(18);
    private static final Duration TICK = Duration.ofMillis(500);
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private final JavaSparkContext spark = LocalSpark.start();
    private final JobTag tag = JobTag.create(spark);
    private final List<Stall> told = new ArrayList<>();
    private final Map<String, String> replaced = new ConcurrentHashMap<>(); // reasons
    private final List<Long> again = new ArrayList<>(); // tasks
    private final Set<String> idle = new HashSet<>(); // executors that Spark's scheduler holds for idle
    private final Set<String> gone = new HashSet<>(); // executors that Spark's scheduler has removed
    private final Set<String> beating = new HashSet<>(List.of("1", "2")); // executors that send heartbeats
    private long now = -42;
    private StallWatch watch = watch(Duration.ZERO);
    private int jobs;
    private long tasks;

    @AfterEach
    void close() {
        watch.close();
        spark.close();
    }

    @Test
    void aStallIsToldOnceWithItsExecutorAndHost() {
        steps(40);
        try (var step = watch.step(41)) {
            int job = jobStarts();
            taskEnds(taskStarts(job, "2"), "2");
            long waitedFor = taskStarts(job, "1");
            pass(Duration.ofMillis(4_500));
            assertThat(told).isEmpty();
            pass(Duration.ofSeconds(8));
            taskEnds(waitedFor, "1");
            jobEnds(job, JobSucceeded$.MODULE$);
        }
        pass(Duration.ofMinutes(10));
        assertThat(told)
                .containsExactly(new Stall(
                        41,
                        "1",
                        "10.0.0.1",
                        1,
                        Duration.ofSeconds(5),
                        STEP,
                        Duration.ofSeconds(5),
                        Stall.State.ANSWERS));
        assertThat(replaced).isEmpty();
    }

    @Test
    void theNextStallOfTheSameExecutorIsToldAgain() {
        steps(40);
        for (int step = 41; step <= 42; step++) {
            try (var watched = watch.step(step)) {
                int job = jobStarts();
                taskStarts(job, "1");
                pass(Duration.ofSeconds(20));
                jobEnds(job, JobSucceeded$.MODULE$);
            }
        }
        assertThat(told).extracting(Stall::step).containsExactly(41, 42);
        assertThat(told).extracting(Stall::usual).containsOnly(STEP); // the median: the stall itself does not count
    }

    @Test
    void aSlowStepAmongSlowOnesIsNoStall() {
        for (int step = 1; step <= 5; step++) {
            step(step, Duration.ofSeconds(2));
        }
        try (var step = watch.step(6)) {
            taskStarts(jobStarts(), "1");
            pass(Duration.ofMillis(19_500));
            assertThat(told).isEmpty();
            pass(TICK);
            assertThat(told).hasSize(1);
        }
    }

    @Test
    void otherWorkMayTakeAsLongAsItTakes() {
        int firstPass = jobStarts(); // reads the data
        taskStarts(firstPass, "1");
        pass(Duration.ofMinutes(3));
        jobEnds(firstPass, JobSucceeded$.MODULE$);
        steps(40);
        int evaluation = jobStarts();
        taskStarts(evaluation, "1");
        pass(Duration.ofMinutes(3));
        try (var step = watch.step(41)) { // while the other work goes on
            taskStarts(jobStarts(), "2");
            pass(Duration.ofSeconds(2));
        }
        Properties foreign = new Properties();
        foreign.setProperty(JobProperties.STEP, "42");
        try (var step = watch.step(42)) {
            taskStarts(jobStarts(foreign), "1"); // of another session, in the same application
            pass(Duration.ofMinutes(3));
        }
        assertThat(told).isEmpty();
        assertThat(replaced).isEmpty();
    }

    @Test
    void inTheFirstStepsOnlySilenceIsAStall() {
        try (var step = watch.step(1)) {
            taskStarts(jobStarts(), "1");
            taskStarts(jobStarts(), "2");
            beating.remove("1");
            pass(Duration.ofMillis(24_500));
            assertThat(told).isEmpty();
            pass(TICK);
        }
        assertThat(told).singleElement().satisfies(stall -> {
            assertThat(stall.executor()).isEqualTo("1");
            assertThat(stall.state()).isEqualTo(Stall.State.SILENT);
            assertThat(stall.usual()).isZero();
        });
    }

    @Test
    void aSilentExecutorIsReplacedOnceAndASlowOneStays() {
        steps(40);
        try (var step = watch.step(41)) {
            int job = jobStarts();
            taskStarts(job, "1");
            taskStarts(job, "1");
            taskStarts(job, "2");
            beating.remove("1");
            pass(Duration.ofMillis(29_500));
            assertThat(told).extracting(Stall::state).containsOnly(Stall.State.ANSWERS);
            assertThat(watch.firstReplaced()).isNull();
            pass(Duration.ofMinutes(2));
            assertThat(told.subList(2, told.size())).singleElement().satisfies(stall -> {
                assertThat(stall.executor()).isEqualTo("1");
                assertThat(stall.state()).isEqualTo(Stall.State.REPLACED);
                assertThat(stall.tasks()).isEqualTo(2);
            });
            String reason = StandaloneCluster.await("the replacement", () -> replaced.get("1"));
            assertThat(reason).isEqualTo("executor 1 on 10.0.0.1 has not answered for 30 s and was replaced");
            assertThat(replaced).hasSize(1);
        }
    }

    @Test
    void whatTheSettingSaysCountsButNotLessThanHeartbeatsNeed() {
        watch.close();
        watch = watch(Duration.ofSeconds(7)); // two and a half heartbeats take longer
        steps(40);
        beating.remove("1");
        try (var step = watch.step(41)) {
            taskStarts(jobStarts(), "1");
            pass(Duration.ofMillis(24_500));
            assertThat(states()).doesNotContain(Stall.State.REPLACED);
            assertThat(watch.isSilent("1")).isFalse();
            pass(TICK);
            assertThat(watch.isSilent("1")).isTrue();
            assertThat(watch.isSilent("2")).isFalse();
            assertThat(states()).contains(Stall.State.REPLACED);
        }
    }

    @Test
    void anEvaluationOnASilentExecutorGoesElsewhereToo() {
        steps(40);
        beating.remove("1");
        taskStarts(jobStarts(), "1");
        pass(Duration.ofSeconds(30));
        assertThat(told).extracting(Stall::state).containsExactly(Stall.State.REPLACED);
        assertThat(told.get(0).step()).isZero();
    }

    @Test
    void aSilentExecutorOnWhoseBlocksATaskElsewhereMayWaitIsReplaced() {
        steps(40);
        beating.remove("1");
        try (var step = watch.step(41)) {
            taskStarts(jobStarts(), "2");
            pass(Duration.ofSeconds(30));
        }
        assertThat(told).extracting(Stall::executor).containsExactly("2", "1");
        assertThat(told.get(1).state()).isEqualTo(Stall.State.REPLACED);
        assertThat(told.get(1).tasks()).isZero();
        assertThat(told.get(1).host()).isEqualTo("10.0.0.1");
    }

    @Test
    void aSilentExecutorStaysWhereNothingIsWaitedFor() {
        steps(40);
        beating.remove("1");
        pass(Duration.ofMinutes(3));
        step(41, STEP);
        idle.add("1");
        try (var step = watch.step(42)) {
            taskStarts(jobStarts(), "1"); // the event of its end was dropped
            pass(Duration.ofMinutes(3));
        }
        assertThat(states()).doesNotContain(Stall.State.REPLACED);
        assertThat(replaced).isEmpty();
    }

    @Test
    void anExecutorThatAnswersIsNotToldBesideOneThatDoesNot() {
        for (int step = 1; step <= 3; step++) {
            step(step, Duration.ofSeconds(3)); // so that silence shows before the stall
        }
        beating.remove("1");
        try (var step = watch.step(4)) {
            int job = jobStarts();
            taskStarts(job, "2");
            taskStarts(job, "1");
            pass(Duration.ofSeconds(30));
        }
        assertThat(told).extracting(Stall::executor).containsOnly("1");
        assertThat(told).extracting(Stall::state).containsExactly(Stall.State.SILENT, Stall.State.REPLACED);
    }

    @Test
    void thisProcessesOwnPauseIsNoSilenceOfOthers() {
        steps(40);
        beating.remove("1");
        try (var step = watch.step(41)) {
            taskStarts(jobStarts(), "1");
            pass(Duration.ofSeconds(10));
            now += Duration.ofMinutes(5).toNanos(); // stopped, as a laptop that sleeps
            pass(Duration.ofSeconds(29));
            assertThat(states()).doesNotContain(Stall.State.REPLACED);
            pass(Duration.ofSeconds(2));
            assertThat(states()).contains(Stall.State.REPLACED);
        }
    }

    @Test
    void aTaskThatIsDoneOrLostWithItsExecutorIsNotWaitedFor() {
        steps(40);
        try (var step = watch.step(41)) {
            int job = jobStarts();
            taskStarts(job, "1");
            taskEnds(taskStarts(job, "2"), "2");
            watch.events().onExecutorRemoved(new SparkListenerExecutorRemoved(0, "1", "gone"));
            pass(Duration.ofMinutes(1));
            jobEnds(job, new JobFailed(new IllegalStateException("planted")));
            taskStarts(job, "2"); // a copy that came too late
            pass(Duration.ofMinutes(1));
        }
        assertThat(told).isEmpty();
    }

    @Test
    void tasksThatMayWaitForTheReplacedOnesBlocksRunAgain() {
        steps(40);
        beating.remove("1");
        int other = jobStarts(); // no step's: how long it may take is not known
        taskStarts(other, "2");
        try (var step = watch.step(41)) {
            int job = jobStarts();
            taskStarts(job, "1");
            long waits = taskStarts(job, "2");
            pass(Duration.ofSeconds(28));
            taskStarts(job, "2"); // not long before the loss
            pass(Duration.ofSeconds(3));
            assertThat(states()).contains(Stall.State.REPLACED);
            assertThat(again).isEmpty(); // Spark would send it to the same blocks
            watch.events().onExecutorRemoved(new SparkListenerExecutorRemoved(0, "1", "replaced"));
            pass(Duration.ofSeconds(1));
            assertThat(again).containsExactly(waits);
            taskEnds(waits, "2");
            taskStarts(job, "2"); // only slow
            pass(Duration.ofSeconds(1));
            assertThat(again).containsExactly(waits);
        }
        try (var step = watch.step(42)) {
            taskStarts(jobStarts(), "2");
            pass(Duration.ofMinutes(1));
        }
        assertThat(again).hasSize(1);
    }

    @Test
    void anExecutorThatIsGoneIsNotReplaced() {
        steps(40);
        beating.remove("1");
        watch.events().onExecutorRemoved(new SparkListenerExecutorRemoved(0, "1", "gone"));
        taskEnds(++tasks, "1"); // word that comes late
        beating.remove("2");
        gone.add("2"); // the event was dropped
        taskStarts(jobStarts(), "3");
        beating.add("3");
        pass(Duration.ofMinutes(2));
        assertThat(told).isEmpty();
        assertThat(watch.firstReplaced()).isNull();
    }

    @Test
    void theFirstReplacementIsTheCauseUntilAJobSucceeds() {
        int job = jobStarts();
        taskStarts(job, "1");
        taskStarts(job, "2");
        watch.replace("1");
        watch.replace("2");
        watch.replace("1");
        jobEnds(job, new JobFailed(new IllegalStateException("connection refused")));
        assertThat(watch.firstReplaced()).startsWith("executor 1 on 10.0.0.1 has not answered for ");
        Properties foreign = new Properties();
        jobEnds(jobStarts(foreign), JobSucceeded$.MODULE$);
        assertThat(watch.firstReplaced()).isNotNull();
        jobEnds(jobStarts(), JobSucceeded$.MODULE$);
        assertThat(watch.firstReplaced()).isNull();
        StandaloneCluster.await("both replacements", () -> replaced.size() == 2 ? true : null);
    }

    @Test
    void onlyJobsOfTheStepsThreadAndTimeAreMarked() {
        assertThat(spark.getLocalProperty(JobProperties.STEP)).isNull();
        try (var step = watch.step(7)) {
            assertThat(spark.getLocalProperty(JobProperties.STEP)).isEqualTo("7");
        }
        assertThat(spark.getLocalProperty(JobProperties.STEP)).isNull();
    }

    private StallWatch watch(Duration taskTimeout) {
        ExecutorReplacement replacement = new ExecutorReplacement() {
            @Override
            public boolean isPossible() {
                return true;
            }

            @Override
            public boolean isBusy(String executor) {
                return !idle.contains(executor);
            }

            @Override
            public boolean isAlive(String executor) {
                return !gone.contains(executor);
            }

            @Override
            public void runAgain(long task, String reason) {
                again.add(task);
            }

            @Override
            public void replace(String executor, String reason) {
                replaced.merge(executor, reason, (one, other) -> one + " and again: " + other);
            }
        };
        StallLimits limits = new StallLimits(taskTimeout, HEARTBEAT, Duration.ofMinutes(2));
        StallWatch made = new StallWatch(spark.sc(), tag, limits, replacement, () -> now);
        made.tell(told::add);
        return made;
    }

    private List<Stall.State> states() {
        return told.stream().map(Stall::state).toList();
    }

    /** Time passes, executors send heartbeats, and the watch looks. */
    private void pass(Duration time) {
        for (long rest = time.toNanos(); rest > 0; rest -= TICK.toNanos()) {
            now += TICK.toNanos();
            if (now / HEARTBEAT.toNanos() != (now - TICK.toNanos()) / HEARTBEAT.toNanos()) {
                beating.forEach(this::heartbeat);
            }
            watch.look();
        }
    }

    private void heartbeat(String executor) {
        watch.events()
                .onExecutorMetricsUpdate(new SparkListenerExecutorMetricsUpdate(
                        executor,
                        seq(List.of()),
                        scala.collection.immutable.Map$.MODULE$.<Tuple2<Object, Object>, ExecutorMetrics>empty()));
    }

    /** Usual steps, from step 1. */
    private void steps(int count) {
        for (int step = 1; step <= count; step++) {
            step(step, STEP);
        }
    }

    private void step(int number, Duration time) {
        try (var step = watch.step(number)) {
            int job = jobStarts();
            long one = taskStarts(job, "1");
            long other = taskStarts(job, "2");
            now += time.toNanos();
            taskEnds(one, "1");
            taskEnds(other, "2");
            jobEnds(job, JobSucceeded$.MODULE$);
        }
        watch.look();
    }

    /** A job of the session, which this thread starts. */
    private int jobStarts() {
        return tag.run(
                () -> jobStarts((Properties) spark.sc().getLocalProperties().clone()));
    }

    private int jobStarts(Properties properties) {
        int job = ++jobs;
        watch.events().onJobStart(new SparkListenerJobStart(job, 0, seq(List.of(stage(job))), properties));
        return job;
    }

    /** The job's only stage has its number. */
    private static StageInfo stage(int job) {
        return new StageInfo(
                job,
                0,
                "planted",
                2,
                seq(List.<RDDInfo>of()),
                seq(List.of()),
                "",
                TaskMetrics.empty(),
                seq(List.<Seq<TaskLocation>>of()),
                Option.empty(),
                0,
                false,
                0);
    }

    private void jobEnds(int job, JobResult result) {
        watch.events().onJobEnd(new SparkListenerJobEnd(job, 0, result));
    }

    private long taskStarts(int job, String executor) {
        long task = ++tasks;
        watch.events().onTaskStart(new SparkListenerTaskStart(job, 0, info(task, executor)));
        return task;
    }

    private void taskEnds(long task, String executor) {
        TaskInfo info = info(task, executor);
        info.markFinished(TaskState.FINISHED(), 1);
        watch.events()
                .onTaskEnd(new SparkListenerTaskEnd(
                        0, 0, "", Success$.MODULE$, info, new ExecutorMetrics(), TaskMetrics.empty()));
    }

    private static TaskInfo info(long task, String executor) {
        return new TaskInfo(task, 0, 0, 0, 1, executor, "10.0.0." + executor, TaskLocality.ANY(), false);
    }

    private static <T> Seq<T> seq(List<T> list) {
        return JavaConverters.asScalaBuffer(list).toSeq();
    }
}
