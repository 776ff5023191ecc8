package io.lockstep.bench;

import io.lockstep.network.Architecture;
import io.lockstep.train.StepRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A mini-batch step of a network, by a job and in a round, that take turns on a cluster.
 *
 * @param name of the result
 * @param architecture the network
 * @param aims at most so many milliseconds, or so many times another's time
 * @param inRound steps of a round, which is a turn
 * @param byJobs steps of a turn by jobs
 */
record RoundCase(String name, Architecture architecture, List<Wanted> aims, int inRound, int byJobs) {
    static final String JOBS = "job-a-step";
    static final String PASSES_1 = "passes-1";
    static final String PASSES_2 = "passes-2";
    private static final int QUICK_STEPS = 5;

    /**
     * A goal.
     *
     * @param most milliseconds, or a ratio
     * @param of to whose time; empty for milliseconds
     */
    record Wanted(double most, String of) {}

    /** Adds who has the same work without Spark. */
    @FunctionalInterface
    interface Others {
        void join(Race race);
    }

    /** Lets them take turns. */
    Result measure(Setting setting, ExactSteps exact, Others others, int warmUps) throws Exception {
        StepClock[] last = new StepClock[1];
        int steps = setting.quick() ? QUICK_STEPS : inRound;
        int jobs = setting.quick() ? QUICK_STEPS : byJobs;
        Race race = new Race()
                .with(Result.OURS, () -> {
                    last[0] = exact.take(exact.inRounds(false), architecture, steps);
                    return last[0].millisecondsAStep();
                })
                .with(JOBS, () -> exact.take(exact.byJobs(), architecture, jobs).millisecondsAStep());
        others.join(race);
        Map<String, Times> times = race.run(warmUps, setting.repeats());
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put(Result.OURS, "rounds of %d steps of 256 examples, AdamW, two tasks".formatted(steps));
        versions.put(JOBS, "the same steps, a Spark job each");
        Map<String, Object> details = parts(Objects.requireNonNull(last[0]));
        if (times.containsKey(PASSES_2)) {
            versions.put(PASSES_1, "the passes of a batch, without sums, on one thread");
            versions.put(PASSES_2, "the same on two threads");
            Floor.settle(times, versions, details);
        }
        Result result = Result.of(name, times, versions, Map.of(), details);
        for (Wanted wanted : aims) {
            result = wanted.of().isEmpty()
                    ? result.with(new Aim("a step in a round, ms", result.ours(), wanted.most()))
                    : result.atMost(wanted.most(), wanted.of());
        }
        return result;
    }

    /** Where the time of a step goes, by the last round. */
    private static Map<String, Object> parts(StepClock clock) {
        double passes = clock.mean(StepRecord::computeMilliseconds);
        double exchange = clock.mean(StepRecord::exchangeMilliseconds);
        double optimizer = clock.mean(StepRecord::driverMilliseconds);
        double elapsed = clock.mean(StepRecord::milliseconds);
        Map<String, Object> parts = new LinkedHashMap<>();
        parts.put("of the last round's steps, means: passes, ms", passes);
        parts.put("exchange and waiting for the slower task, ms", exchange);
        parts.put("optimizer, ms", optimizer);
        parts.put("mean, norms and checks, ms", Math.max(0, elapsed - passes - exchange - optimizer));
        parts.put("record with digests, and telling the driver, ms", Math.max(0, clock.millisecondsAStep() - elapsed));
        return parts;
    }
}
