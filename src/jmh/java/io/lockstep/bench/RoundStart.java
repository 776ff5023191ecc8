package io.lockstep.bench;

import io.lockstep.cluster.GangJob;
import io.lockstep.network.Architecture;
import io.lockstep.train.StepRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * What a round costs beside its steps, from the call to the state that the driver gets: start, meeting, end. Beside it Spark's own stage of as many
 * tasks that start together and do nothing, and its ordinary job.
 *
 * @param name of the result
 */
record RoundStart(String name, Architecture architecture) {
    private static final double GOAL = 200;
    private static final int STEPS = 2; // of the shortest round
    private static final String JOB = "empty-job";

    Result measure(Setting setting, ExactSteps steps, int warmUps) throws Exception {
        Race race = new Race()
                .with(Result.OURS, () -> {
                    long start = System.nanoTime();
                    StepClock clock = steps.take(steps.inRounds(false), architecture, STEPS);
                    return (System.nanoTime() - start) / 1e6 - clock.sum(StepRecord::milliseconds);
                })
                .with(Result.FLOOR, () -> Race.milliseconds(() -> emptyStage(steps)))
                .with(JOB, () -> Race.milliseconds(() -> steps.blocks().collect(mine -> 1)));
        Map<String, Times> times = race.run(warmUps, setting.repeats());
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put(Result.OURS, "a round of %d steps, less the steps".formatted(STEPS));
        versions.put(Result.FLOOR, "Spark's barrier stage of as many tasks that do nothing");
        versions.put(JOB, "Spark's job of as many tasks that do nothing");
        Result result = Result.of(name, times, versions, Map.of(), Map.of());
        double floor = result.floor() == null ? 0 : result.floor();
        return result.with(new Aim("above Spark's stage, ms", result.ours() - floor, GOAL));
    }

    private static List<Integer> emptyStage(ExactSteps steps) {
        CountDownLatch over = new CountDownLatch(1);
        GangJob<Integer> stage = steps.blocks().gang(mine -> 1, over::countDown);
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return stage.results();
    }
}
