package io.lockstep.bench;

import io.lockstep.data.Examples;
import io.lockstep.data.SplitName;
import io.lockstep.network.Architecture;
import io.lockstep.network.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.package$;

/**
 * Spark's share of a step, beside Spark's own empty job; how it grows with the parameters; and what other ways of asking Spark,
 * and other settings, would make of it.
 */
final class SparkShareWork implements Work {
    /** Eight blocks, so that each of eight partitions has one: a mini-batch, whose pass takes little. */
    private static final int ROWS = 4_096;

    private static final int BLOCK_ROWS = 512;
    private static final int FULL_BATCH = 50_000;

    /** What a share is called that is not of ours, but of the same step asked for in another way. */
    private static final String SHARE_BY = "share by ";

    private static final String TREE = SHARE_BY + "broadcast, treeReduce";

    @Override
    public List<Result> measure(Setting setting) throws Exception {
        List<Result> results = new ArrayList<>();
        results.addAll(measure(setting, "local", Cluster.LOCAL));
        results.addAll(measure(setting, "standalone", Cluster.STANDALONE));
        return results;
    }

    private static List<Result> measure(Setting setting, String place, String master) throws Exception {
        Examples examples = setting.data().split(SplitName.TRAIN);
        List<MeasuredShare> steps = new ArrayList<>();
        MeasuredShare fullBatch;
        try (Cluster cluster = new Cluster(master, 2, Map.of())) {
            for (ShareCase step : steps(setting)) {
                setting.say("  %s", step.name(place));
                steps.add(MeasuredShare.of(step.name(place), step, cluster, examples, SparkShareWork::otherWays));
            }
            String name = place.equals("local") ? "spark-full-batch" : "spark-full-batch-" + place;
            setting.say("  %s", name);
            fullBatch = MeasuredShare.of(name, fullBatch(setting), cluster, examples, SparkShareWork::slowest);
        }
        for (SparkSetting other : setting.quick() ? SparkSetting.all().subList(0, 1) : SparkSetting.all()) {
            setting.say("  %s, %s", place, other.name());
            try (Cluster cluster = new Cluster(master, 2, other.properties())) {
                for (MeasuredShare step : steps) {
                    step.with(other, cluster, examples);
                }
            }
        }
        String version =
                "share; Spark %s, %s".formatted(package$.MODULE$.SPARK_VERSION(), Kernels.describe(Kernels.ours()));
        return Stream.concat(steps.stream(), Stream.of(fullBatch))
                .map(step -> step.result(version))
                .toList();
    }

    private static List<ShareCase> steps(Setting setting) {
        Architecture lesson = Networks.lesson();
        int warmUps = setting.quick() ? 1 : 25; // Spark's own code is compiled late
        int repeats = setting.quick() ? 2 : 2 * setting.repeats();
        List<ShareCase> steps = new ArrayList<>();
        steps.add(new ShareCase(lesson, ROWS, BLOCK_ROWS, 2, warmUps, repeats));
        steps.add(new ShareCase(lesson, ROWS, BLOCK_ROWS, 8, warmUps, repeats));
        if (setting.quick()) {
            steps.add(new ShareCase(Networks.of(784, 100, 10), 128, 64, 2, warmUps, repeats));
        } else {
            // Few rows in two blocks: the passes over so many parameters would take seconds.
            steps.add(new ShareCase(Networks.large().get(0), 512, 256, 2, 5, setting.repeats()));
            steps.add(new ShareCase(Networks.large().get(1), 128, 64, 2, 2, Math.max(3, setting.repeats() / 3)));
        }
        return steps;
    }

    private static ShareCase fullBatch(Setting setting) {
        int rows = setting.quick() ? 2 * ROWS : FULL_BATCH;
        return new ShareCase(Networks.lesson(), rows, BLOCK_ROWS, 2, setting.warmUps(), setting.repeats());
    }

    private static void otherWays(Race race, GradientJobs jobs, Parameters parameters) {
        treeWhereThereIsOne(race, jobs, parameters);
        race.with(
                        SHARE_BY + "broadcast, reduce",
                        () -> jobs.broadcastReduce(parameters).spark())
                .with(
                        SHARE_BY + "closure, reduce",
                        () -> jobs.closureReduce(parameters).spark());
    }

    /** With few partitions Spark's tree is a reduce. */
    static void treeWhereThereIsOne(Race race, GradientJobs jobs, Parameters parameters) {
        if (jobs.partitions() > 4) {
            race.with(TREE, () -> jobs.broadcastTreeReduce(parameters).spark());
        }
    }

    private static void slowest(Race race, GradientJobs jobs, Parameters parameters) {
        race.with("of it waiting for the slower task", () -> jobs.waitingForTheSlowest(parameters));
    }
}
