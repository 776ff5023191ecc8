package io.lockstep.bench;

import io.lockstep.network.Architecture;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The memory of an executor whose steps are jobs, and of one whose steps are rounds: of the larger of two executors with one task each, in
 * sessions of their own, so that no peak is the other's.
 *
 * @param architecture the network
 * @param steps how many
 */
record RoundMemory(Architecture architecture, int steps) {
    private static final Map<String, String> HEAP = Map.of("spark.executor.memory", "512m");

    /** Opens steps on a cluster. */
    @FunctionalInterface
    interface Opened {
        ExactSteps on(Cluster cluster);
    }

    /** Ours is the peak of an executor in a round, MiB; no milliseconds. */
    Map<String, Object> measure(Opened opened) {
        Map<String, Object> details = new LinkedHashMap<>();
        String of = Networks.name(architecture) + ", MiB of an executor, ";
        for (String way : new String[] {RoundCase.JOBS, "rounds"}) {
            Map<String, ProcessMemory> executors = executors(opened, way.equals(RoundCase.JOBS));
            details.put(of + way + ", most that the process had", most(executors, memory -> orZero(memory.peak())));
            details.put(of + way + ", heap after a collection", most(executors, ProcessMemory::heap));
        }
        return details;
    }

    private Map<String, ProcessMemory> executors(Opened opened, boolean byJobs) {
        try (Cluster cluster = new Cluster(Cluster.STANDALONE, 2, HEAP)) {
            ExactSteps exact = opened.on(cluster);
            exact.take(byJobs ? exact.byJobs() : exact.inRounds(false), architecture, steps);
            return cluster.session().onEachExecutor(gpu -> ProcessMemory.here());
        }
    }

    private static double orZero(@Nullable Double peak) {
        return peak == null ? 0 : peak;
    }

    private static double most(Map<String, ProcessMemory> executors, ToDoubleFunction<ProcessMemory> part) {
        return executors.values().stream().mapToDouble(part).max().orElse(0);
    }
}
