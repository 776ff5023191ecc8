package io.lockstep.bench;

import io.lockstep.bench.RoundCase.Wanted;
import io.lockstep.block.BlockPlan;
import io.lockstep.data.Examples;
import io.lockstep.data.SplitName;
import io.lockstep.network.Architecture;
import io.lockstep.network.Parameters;
import io.lockstep.pass.plan.PassPlan;
import io.lockstep.train.AdamW;
import io.lockstep.train.Optimizer;
import io.lockstep.train.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An exact mini-batch step of 256 examples in a round, beside a Spark job a step: on two task slots of this JVM, and on two executors of one
 * core over loopback, in the clear and encrypted; what a round costs beside its steps, and what memory an executor takes.
 */
final class RoundsWork implements Work {
    private static final int ROWS = 50_000;
    private static final int QUICK_ROWS = 2_048;
    private static final int BLOCK_ROWS = 64;
    private static final int BLOCKS = 4;
    private static final int SEED = 42;
    private static final int TASKS = 2;
    private static final Optimizer ADAM_W = new AdamW(0.9, 0.999, 1e-8, 0.01);
    private static final Schedule RATE = new Schedule.Constant(0.001);
    private static final Map<String, String> ENCRYPTED = Map.of(
            "spark.authenticate", "true",
            "spark.authenticate.secret", "the benchmark's secret",
            "spark.network.crypto.enabled", "true");

    /** The digits, cut as the steps want them. */
    private record Scene(Setting setting, Examples examples, BlockPlan plan, PassPlan pass) {
        ExactSteps on(Cluster cluster) {
            return new ExactSteps(cluster.session(), cluster.blocks(examples, plan, TASKS, pass), pass, ADAM_W, RATE);
        }

        int warmUps(int usually) {
            return setting.quick() ? 1 : usually;
        }
    }

    @Override
    public List<Result> measure(Setting setting) throws Exception {
        Examples examples = setting.data().split(SplitName.TRAIN);
        int rows = (int) Math.min(examples.rows(), setting.quick() ? QUICK_ROWS : ROWS);
        BlockPlan plan = new BlockPlan(rows, BLOCK_ROWS, BLOCKS, SEED);
        Scene scene = new Scene(setting, examples, plan, Cluster.pass(examples));
        List<Result> results = new ArrayList<>(local(scene));
        results.addAll(executors(scene));
        results.add(encrypted(scene));
        return results;
    }

    private static List<Result> local(Scene scene) throws Exception {
        scene.setting().say("  two task slots");
        try (Cluster cluster = new Cluster(Cluster.LOCAL, TASKS, Map.of())) {
            ExactSteps steps = scene.on(cluster);
            return List.of(
                    besidePasses(scene, steps, small("round-local", new Wanted(1.0, ""))),
                    besidePasses(scene, steps, million("round-million-local", new Wanted(1.5, RoundCase.PASSES_2))),
                    new RoundStart("round-start-local", Networks.classifier())
                            .measure(scene.setting(), steps, scene.warmUps(5)));
        }
    }

    private static Result besidePasses(Scene scene, ExactSteps steps, RoundCase one) throws Exception {
        Parameters parameters = Networks.initial(one.architecture());
        int rows = BLOCK_ROWS * BLOCKS;
        BlockPlan batch = new BlockPlan(rows, BLOCK_ROWS);
        int times = scene.setting().quick() ? 1 : Math.max(3, one.byJobs() / 2);
        try (PassesAlone alone = new PassesAlone(scene.examples(), batch, scene.pass(), 1);
                PassesAlone two = new PassesAlone(scene.examples(), batch, scene.pass(), 2);
                Floor floor = new Floor(Digits.of(scene.examples(), rows), one.architecture())) {
            return one.measure(
                    scene.setting(),
                    steps,
                    race -> {
                        race.with(RoundCase.PASSES_1, () -> alone.milliseconds(parameters, times))
                                .with(RoundCase.PASSES_2, () -> two.milliseconds(parameters, times));
                        floor.join(race);
                    },
                    scene.warmUps(4));
        }
    }

    private static List<Result> executors(Scene scene) throws Exception {
        scene.setting().say("  two executors");
        List<Result> results = new ArrayList<>();
        try (Cluster cluster = new Cluster(Cluster.STANDALONE, TASKS, Map.of())) {
            ExactSteps steps = scene.on(cluster);
            results.add(small("round-executors", new Wanted(3, ""))
                    .measure(scene.setting(), steps, race -> {}, scene.warmUps(4)));
            results.add(million("round-million-executors", new Wanted(25, ""))
                    .measure(scene.setting(), steps, race -> {}, scene.warmUps(3)));
            results.add(new RoundStart("round-start-executors", Networks.classifier())
                    .measure(scene.setting(), steps, scene.warmUps(5)));
        }
        scene.setting().say("  memory of executors");
        Architecture large = Networks.large().get(0);
        results.set(
                1, results.get(1).with(new RoundMemory(large, scene.setting().quick() ? 3 : 100).measure(scene::on)));
        return results;
    }

    private static Result encrypted(Scene scene) throws Exception {
        scene.setting().say("  two executors, encrypted");
        try (Cluster cluster = new Cluster(Cluster.STANDALONE, TASKS, ENCRYPTED)) {
            return small("round-executors-encrypted", new Wanted(5, ""))
                    .measure(scene.setting(), scene.on(cluster), race -> {}, scene.warmUps(4));
        }
    }

    private static RoundCase small(String name, Wanted wanted) {
        return new RoundCase(name, Networks.classifier(), List.of(wanted), 400, 40);
    }

    private static RoundCase million(String name, Wanted wanted) {
        return new RoundCase(name, Networks.large().get(0), List.of(wanted), 40, 10);
    }
}
