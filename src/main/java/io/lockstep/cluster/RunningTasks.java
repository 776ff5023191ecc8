package io.lockstep.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The session's tasks that run, where, and for which step. Times are the clock's nanoseconds. */
final class RunningTasks {
    private final Map<Integer, List<Integer>> stagesOfJobs = new HashMap<>();
    private final Map<Integer, Integer> stepsOfStages = new HashMap<>();
    private final Map<Long, Task> tasks = new HashMap<>();

    /** A task, sent to its executor at a time. */
    private record Task(int stage, int step, String executor, String host, long since) {}

    /**
     * An executor that is waited for.
     *
     * @param tasks how many of the session's it has
     * @param ofStep how many of them are the step's
     * @param since when the first of them was sent, or of all, if none is the step's
     */
    record Waiting(String executor, String host, int tasks, int ofStep, long since) {}

    /** One of the session's jobs started; {@code step} is 0 where it is other work than a step. */
    void jobStarted(int job, Collection<Integer> stages, int step) {
        stagesOfJobs.put(job, List.copyOf(stages));
        stages.forEach(stage -> stepsOfStages.put(stage, step));
    }

    /** A job ended; what of its tasks still runs is waited for by nobody. Whether it was one of the session's. */
    boolean jobEnded(int job) {
        List<Integer> stages = stagesOfJobs.remove(job);
        if (stages == null) {
            return false;
        }
        stages.forEach(stepsOfStages::remove);
        tasks.values().removeIf(task -> stages.contains(task.stage));
        return true;
    }

    /** Any task was sent to an executor. */
    void started(long task, int stage, String executor, String host, long now) {
        Integer step = stepsOfStages.get(stage);
        if (step != null) {
            tasks.put(task, new Task(stage, step, executor, host, now));
        }
    }

    /** Any task ended, in whatever way. */
    void ended(long task) {
        tasks.remove(task);
    }

    /** An executor is gone with its tasks. */
    void lost(String executor) {
        tasks.values().removeIf(task -> task.executor.equals(executor));
    }

    /** The executors that have tasks, as this step sees them. */
    List<Waiting> waiting(int step) {
        Map<String, List<Task>> byExecutor = new HashMap<>();
        tasks.values()
                .forEach(task -> byExecutor
                        .computeIfAbsent(task.executor, any -> new ArrayList<>())
                        .add(task));
        return byExecutor.values().stream().map(all -> waiting(all, step)).toList();
    }

    /** The step's tasks that were sent to other executors than these before a time. */
    List<Long> sentBefore(long time, int step, Set<String> others) {
        return tasks.entrySet().stream()
                .filter(task -> task.getValue().step == step
                        && task.getValue().since < time
                        && !others.contains(task.getValue().executor))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static Waiting waiting(List<Task> all, int step) {
        List<Task> mine =
                all.stream().filter(task -> step > 0 && task.step == step).toList();
        long since = (mine.isEmpty() ? all : mine)
                .stream().mapToLong(Task::since).min().orElseThrow();
        return new Waiting(all.get(0).executor, all.get(0).host, all.size(), mine.size(), since);
    }
}
