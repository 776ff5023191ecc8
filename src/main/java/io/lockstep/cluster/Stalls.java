package io.lockstep.cluster;

import io.lockstep.cluster.RunningTasks.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * For which executors a session's step waits too long, by what was heard of jobs, tasks and executors. It is heard from Spark's threads, and
 * asked by the watch's. Times are the clock's nanoseconds.
 */
final class Stalls {
    /** If so much time is between two looks, this process was stopped, and has heard nothing of executors that were not. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final StallLimits limits;
    private final RunningTasks running = new RunningTasks();
    private final StepTimes times = new StepTimes();
    private final Heartbeats heartbeats;
    private final Map<String, String> hosts = new ConcurrentHashMap<>();
    private final Set<String> replaced = new HashSet<>(); // executors
    private final Set<String> told = new HashSet<>(); // executors, of this step
    private int step; // that is being taken; 0: none
    private long stepSince;
    private long lastLook;
    private @Nullable String firstReplaced;

    Stalls(StallLimits limits, long now) {
        this.limits = limits;
        heartbeats = new Heartbeats(now);
        lastLook = now;
    }

    synchronized void stepBegins(int number, long now) {
        step = number;
        stepSince = now;
        told.clear();
    }

    synchronized void stepEnds(long now) {
        step = 0;
        times.add(Duration.ofNanos(now - stepSince));
    }

    synchronized void jobStarted(int job, Collection<Integer> stages, int ofStep) {
        running.jobStarted(job, stages, ofStep);
    }

    synchronized void jobEnded(int job, boolean succeeded) {
        if (running.jobEnded(job) && succeeded) {
            firstReplaced = null; // a later failure has other causes
        }
    }

    synchronized void taskStarted(long task, int stage, String executor, String host, long now) {
        hosts.put(executor, host);
        running.started(task, stage, executor, host, now);
    }

    synchronized void taskEnded(long task) {
        running.ended(task);
    }

    synchronized void executorCame(String executor, String host, long now) {
        hosts.put(executor, host);
        heartbeats.heard(executor, now);
    }

    synchronized void heard(String executor, long now) {
        heartbeats.heard(executor, now);
    }

    synchronized void executorLost(String executor) {
        running.lost(executor);
        heartbeats.forget(executor);
    }

    /** For how long nothing was heard of the executor. */
    synchronized Duration silence(String executor, long now) {
        return heartbeats.silence(executor, now);
    }

    /** Whether the executor's heartbeats are overdue. */
    synchronized boolean isSilent(String executor, long now) {
        return heartbeats.silence(executor, now).compareTo(limits.overdue()) >= 0;
    }

    /** Notes that the executor is to be replaced; the reason for people, or null if that was noted before. */
    synchronized @Nullable String replacing(String executor, long now) {
        if (!replaced.add(executor)) {
            return null;
        }
        String reason = Stall.silence(
                        executor, hosts.getOrDefault(executor, "an unknown host"), heartbeats.silence(executor, now))
                + " and was replaced";
        if (firstReplaced == null) {
            firstReplaced = reason;
        }
        return reason;
    }

    /** Which executor was replaced first since the last job that succeeded; null if none was. */
    synchronized @Nullable String firstReplaced() {
        return firstReplaced;
    }

    /** What is new since the last look. An executor whose stall says {@link Stall.State#REPLACED} is to be replaced. */
    synchronized List<Stall> look(long now) {
        if (now - lastLook >= PAUSE.toNanos()) {
            heartbeats.restart(now);
        }
        lastLook = now;
        List<Stall> found = new ArrayList<>();
        for (Waiting waiting : running.waiting(step)) {
            if (replaced.contains(waiting.executor())) {
                continue; // Spark has not yet taken its tasks from it
            }
            Stall.State state = state(waiting, now);
            if (isStalled(waiting, now) && told.add(waiting.executor())) {
                found.add(stall(
                        waiting, waiting.ofStep(), state == Stall.State.REPLACED ? Stall.State.SILENT : state, now));
            }
            if (state == Stall.State.REPLACED) {
                found.add(stall(waiting, waiting.tasks(), state, now));
            }
        }
        return found;
    }

    private boolean isStalled(Waiting waiting, long now) {
        if (waiting.ofStep() == 0) {
            return false;
        }
        Duration usual = times.usual();
        Duration waited = Duration.ofNanos(now - waiting.since());
        return usual.isZero()
                ? least(waited, heartbeats.silence(waiting.executor(), now)).compareTo(limits.stallOfSilence()) >= 0
                : waited.compareTo(limits.stall(usual)) >= 0;
    }

    private Stall.State state(Waiting waiting, long now) {
        Duration silence = heartbeats.silence(waiting.executor(), now);
        Duration waited = Duration.ofNanos(now - waiting.since());
        if (least(waited, silence).compareTo(limits.replacement(times.usual())) >= 0) {
            return Stall.State.REPLACED;
        }
        return isSilent(waiting.executor(), now) ? Stall.State.SILENT : Stall.State.ANSWERS;
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private Stall stall(Waiting waiting, int tasks, Stall.State state, long now) {
        return new Stall(
                step,
                waiting.executor(),
                waiting.host(),
                tasks,
                Duration.ofNanos(now - waiting.since()),
                times.usual(),
                heartbeats.silence(waiting.executor(), now),
                state);
    }
}
