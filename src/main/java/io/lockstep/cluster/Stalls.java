package io.lockstep.cluster;

import io.lockstep.cluster.RunningTasks.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
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
    private final Map<String, String> hosts = new HashMap<>();
    private final Set<String> replaced = new HashSet<>(); // executors
    private final Set<Long> again = new HashSet<>(); // tasks, of this step
    private final Set<String> told = new HashSet<>(); // executors, of this step
    private int step; // that is being taken; 0: none
    private long stepSince;
    private @Nullable Long lossSince; // of an executor that was replaced in this step
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
        again.clear();
        lossSince = null;
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

    synchronized void executorLost(String executor, long now) {
        if (replaced.contains(executor)) {
            lossSince = now;
        }
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
        String reason =
                Stall.silence(executor, host(executor), heartbeats.silence(executor, now)) + " and was replaced";
        if (firstReplaced == null) {
            firstReplaced = reason;
        }
        return reason;
    }

    /** Which executor was replaced first since the last job that succeeded; null if none was. */
    synchronized @Nullable String firstReplaced() {
        return firstReplaced;
    }

    /**
     * What is new since the last look. An executor whose stall says {@link Stall.State#REPLACED} is to be replaced: a task of the session runs
     * too long, and the executor is silent for as long. It need not be the task's own: that may wait for blocks that the silent one has.
     *
     * @param isBusy whether Spark's scheduler has tasks on an executor, as the event of a task's end may have been dropped
     */
    synchronized List<Stall> look(long now, Predicate<String> isBusy) {
        if (now - lastLook >= PAUSE.toNanos()) {
            heartbeats.restart(now);
        }
        lastLook = now;
        List<Stall> found = new ArrayList<>();
        List<Waiting> all = running.waiting(step).stream()
                .sorted(Comparator.comparing((Waiting waiting) -> heartbeats.silence(waiting.executor(), now))
                        .reversed())
                .toList();
        all.stream().filter(waiting -> isNew(waiting, now)).forEach(waiting -> {
            told.add(waiting.executor());
            found.add(
                    stall(waiting, isSilent(waiting.executor(), now) ? Stall.State.SILENT : Stall.State.ANSWERS, now));
        });
        all.stream()
                .filter(waiting -> isTooLong(waited(waiting, now)) && isBusy.test(waiting.executor()))
                .min(Comparator.comparingLong(Waiting::since))
                .ifPresent(longest -> found.addAll(silent(longest, all, now)));
        return found;
    }

    /** One that answers may itself wait for one that does not: that one is told. */
    private boolean isNew(Waiting waiting, long now) {
        String executor = waiting.executor();
        return isStalled(waiting, now)
                && !told.contains(executor)
                && !replaced.contains(executor)
                && (isSilent(executor, now) || told.stream().noneMatch(other -> isSilent(other, now)));
    }

    private boolean isStalled(Waiting waiting, long now) {
        Duration usual = times.usual();
        if (waiting.ofStep() == 0) {
            return false;
        }
        return usual.isZero()
                ? least(waited(waiting, now), heartbeats.silence(waiting.executor(), now))
                                .compareTo(limits.stallOfSilence())
                        >= 0
                : waited(waiting, now).compareTo(limits.stall(usual)) >= 0;
    }

    /** The executors that are silent for too long, while the session waits for this one. */
    private List<Stall> silent(Waiting longest, List<Waiting> all, long now) {
        List<Stall> silent = new ArrayList<>();
        for (String executor : heartbeats.executors()) {
            if (isTooLong(heartbeats.silence(executor, now)) && !replaced.contains(executor)) {
                Waiting its = all.stream()
                        .filter(waiting -> waiting.executor().equals(executor))
                        .findFirst()
                        .orElse(new Waiting(executor, host(executor), 0, 0, longest.since()));
                silent.add(stall(its, Stall.State.REPLACED, now));
                told.add(executor);
            }
        }
        return silent;
    }

    private boolean isTooLong(Duration duration) {
        return duration.compareTo(limits.replacement(times.usual())) >= 0;
    }

    private static Duration waited(Waiting waiting, long now) {
        return Duration.ofNanos(now - waiting.since());
    }

    private String host(String executor) {
        return hosts.getOrDefault(executor, "an unknown host");
    }

    /**
     * The step's tasks that wait as long as the executor that was replaced. They may wait for the blocks that it had, in a request that ends with
     * its process only, or never. Run again, they find that nobody has these blocks, and make them.
     */
    synchronized List<Long> toRunAgain(long now) {
        if (step == 0 || lossSince == null) {
            return List.of();
        }
        Duration usual = times.usual();
        Duration tooLong = least(limits.stall(usual), limits.replacement(usual));
        long latest = Math.min(lossSince, now - tooLong.toNanos());
        return running.sentBefore(latest, step, replaced).stream()
                .filter(again::add)
                .toList();
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private Stall stall(Waiting waiting, Stall.State state, long now) {
        return new Stall(
                step,
                waiting.executor(),
                waiting.host(),
                state == Stall.State.REPLACED ? waiting.tasks() : waiting.ofStep(),
                waited(waiting, now),
                times.usual(),
                heartbeats.silence(waiting.executor(), now),
                state);
    }
}
