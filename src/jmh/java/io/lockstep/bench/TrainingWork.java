package io.lockstep.bench;

import io.lockstep.block.BlockPlan;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.data.Examples;
import io.lockstep.data.SplitName;
import io.lockstep.metric.Classification;
import io.lockstep.network.Parameters;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * How long 784-50-10 takes until so many of the test digits are right, with the data in memory and everything warm. Everybody but
 * MLlib begins with the same weights; everybody is evaluated after every epoch, and the evaluations are in nobody's time.
 */
final class TrainingWork implements Work {
    private static final double ACCURACY = 0.97;
    private static final double QUICK_ACCURACY = 0.5;
    private static final int QUICK_ROWS = 2_048;
    private static final int REPEATS = 3;
    private static final double GOAL = 0.5;
    private static final double WHOLE_GOAL = 15_000;
    private static final double SLOWER_AT_MOST = 20;
    private static final double MILLISECONDS_AT_MOST = 600_000;

    private static final String AS_CONFIGURED = Settings.CONFIG;
    private static final String LOCAL_STEPS = "local steps, not exact";
    private static final String BY_JOBS = "job-a-step";
    private static final String ONE_PARTITION = "one partition";
    private static final Set<String> OTHERS_OF_OURS = Set.of(AS_CONFIGURED, LOCAL_STEPS, BY_JOBS, ONE_PARTITION);
    private static final String PYTORCH = Peers.PYTORCH;
    private static final String DL4J_SPARK = "dl4j-spark";
    private static final String MLLIB = "mllib";

    /** The digits, and what all contenders share. */
    private record Scene(
            Setting setting,
            Cluster cluster,
            Digits train,
            Digits test,
            Parameters initial,
            ToDoubleFunction<Parameters> accuracy) {

        JavaSparkContext spark() {
            return cluster.session().spark();
        }

        OurTraining ours(Map<String, String> overrides) {
            return by(Kernels.ours(), overrides);
        }

        OurTraining by(Kernel kernel, Map<String, String> overrides) {
            Examples examples = setting.data().split(SplitName.TRAIN);
            PassPlan pass = new PassPlan(kernel, train.standardizer());
            return new OurTraining(cluster, examples, train.rows(), pass, overrides, accuracy);
        }
    }

    @Override
    public List<Result> measure(Setting setting) throws Exception {
        Examples train = setting.data().split(SplitName.TRAIN);
        Examples test = setting.data().split(SplitName.TEST);
        Digits digits = Digits.of(train, setting.quick() ? QUICK_ROWS : (int) train.rows());
        Digits testDigits = Digits.of(test, (int) test.rows(), digits.standardizer());
        PassPlan pass = new PassPlan(Kernels.ours(), digits.standardizer());
        BlockPlan testPlan = new BlockPlan(test.rows(), 512);
        try (Cluster cluster = new Cluster(Cluster.LOCAL, OurTraining.SLOTS, Map.of());
                ClusterBlocks testBlocks = cluster.blocks(test, testPlan, OurTraining.SLOTS, pass)) {
            Parameters initial = OurTraining.initial(Settings.config(Map.of()));
            ToDoubleFunction<Parameters> accuracy = parameters ->
                    ((Classification) testBlocks.evaluate(parameters, pass).quality()).accuracy();
            List<Result> results = new ArrayList<>();
            results.add(measure(new Scene(setting, cluster, digits, testDigits, initial, accuracy)));
            results.addAll(wholeConfiguration(setting));
            return results;
        }
    }

    /** {@code conf/mnist.conf} as it is, from start to report. */
    private static List<Result> wholeConfiguration(Setting setting) throws Exception {
        try (WholeProcess processes = new WholeProcess(setting)) {
            Times rounds = processes.ours(Map.of(), setting.quick() ? 1 : REPEATS);
            Map<String, Times> race = new LinkedHashMap<>(Map.of(Result.OURS, rounds));
            if (!setting.quick()) {
                race.put(BY_JOBS, processes.ours(Map.of("cluster.steps", "job"), 1));
            }
            Map<String, String> versions =
                    Map.of(Result.OURS, "submit/local train --config %s".formatted(AS_CONFIGURED));
            Result result = Result.of("mnist-conf", race, versions, Map.of(), Map.of());
            return List.of(result.with(new Aim("the whole process, ms", result.ours(), WHOLE_GOAL)));
        } catch (MissingException e) {
            setting.say("  mnist-conf: missing: %s", String.valueOf(e.getMessage()));
            return List.of();
        }
    }

    private static Result measure(Scene scene) throws Exception {
        boolean quick = scene.setting().quick();
        double accuracy = quick ? QUICK_ACCURACY : ACCURACY;
        Map<String, String> missing = new LinkedHashMap<>();
        Map<String, Training.Standing> standings = new LinkedHashMap<>();
        try (Training fast = fast(scene, missing)) {
            int repeats = quick ? 1 : Math.min(REPEATS, scene.setting().repeats());
            standings.putAll(told(scene, fast.run(new Goal(accuracy, MILLISECONDS_AT_MOST), 1, repeats)));
            Trained ours = standing(standings, Result.OURS).trained();
            if (ours.best() < accuracy) {
                throw new IllegalStateException(
                        "training: expected ours to reach %s, found %s".formatted(accuracy, ours));
            }
        }
        double limit = Math.min(
                MILLISECONDS_AT_MOST,
                SLOWER_AT_MOST * standing(standings, Result.OURS).times().median());
        try (Training slow = slow(scene)) {
            slow.run(new Goal(accuracy, 0), 0, 1); // an epoch, to warm up
            standings.putAll(told(scene, slow.run(new Goal(accuracy, quick ? 0 : limit), 0, 1)));
        }
        Map<String, Object> details = details(standings);
        details.putAll(wholeProcesses(scene.setting(), standings, missing));
        return result(accuracy, standings, missing, details);
    }

    private static Map<String, Training.Standing> told(Scene scene, Map<String, Training.Standing> standings) {
        standings.forEach((name, standing) -> scene.setting().say("  %s: %s", name, standing.trained()));
        return standings;
    }

    private static Training fast(Scene scene, Map<String, String> missing) throws Exception {
        Training training = new Training();
        Settings.EXACT.forEach(overrides -> training.add(Result.OURS, scene.ours(overrides)));
        Kernels.others()
                .forEach(kernel -> Settings.EXACT.forEach(
                        overrides -> training.add(kernel.toString(), scene.by(kernel, overrides))));
        Settings.BY_JOBS.forEach(overrides -> training.add(BY_JOBS, scene.ours(overrides)));
        Settings.ONE_PARTITION.forEach(overrides -> training.add(ONE_PARTITION, scene.ours(overrides)));
        training.add(AS_CONFIGURED, scene.ours(Map.of()));
        training.add(LOCAL_STEPS, scene.ours(Settings.LOCAL_STEPS));
        try {
            for (PyTorchTraining.Settings settings : Settings.PYTORCH) {
                training.add(PYTORCH, PyTorchTraining.open(scene.train(), scene.test(), scene.initial(), settings));
            }
        } catch (MissingException e) {
            missing.put(PYTORCH, String.valueOf(e.getMessage()));
        }
        return training;
    }

    private static Training slow(Scene scene) {
        Training training = new Training();
        for (Dl4jTraining.Settings settings : Settings.DL4J) {
            training.add(
                    DL4J_SPARK,
                    new Dl4jTraining(scene.spark(), scene.train(), scene.initial(), settings, scene.accuracy()));
        }
        training.add(
                MLLIB,
                new MllibTraining(
                        scene.spark(),
                        scene.train(),
                        scene.test(),
                        scene.initial().architecture()));
        return training;
    }

    private static Training.Standing standing(Map<String, Training.Standing> standings, String name) {
        return Objects.requireNonNull(standings.get(name));
    }

    /** How far everybody came. */
    private static Map<String, Object> details(Map<String, Training.Standing> standings) {
        Map<String, Object> details = new LinkedHashMap<>();
        standings.forEach(
                (name, standing) -> details.put(name, standing.trained().toString()));
        for (String variant : List.of(ONE_PARTITION, BY_JOBS, AS_CONFIGURED, LOCAL_STEPS)) {
            details.put(variant + ", ms", standing(standings, variant).times().median());
        }
        return details;
    }

    /** The same with start and end, in processes of their own. */
    private static Map<String, Object> wholeProcesses(
            Setting setting, Map<String, Training.Standing> standings, Map<String, String> missing) throws Exception {
        OurTraining ours = (OurTraining) standing(standings, Result.OURS).trainee();
        Training.Standing pytorch = standings.get(PYTORCH);
        try (WholeProcess processes = new WholeProcess(setting)) {
            return processes.compare(ours.overrides(), pytorch == null ? null : (PyTorchTraining) pytorch.trainee());
        } catch (MissingException e) {
            missing.put("whole processes", String.valueOf(e.getMessage()));
            return Map.of();
        }
    }

    private static Result result(
            double accuracy,
            Map<String, Training.Standing> standings,
            Map<String, String> missing,
            Map<String, Object> details) {
        Map<String, Times> race = new LinkedHashMap<>();
        Map<String, String> versions = new LinkedHashMap<>();
        standings.forEach((name, standing) -> {
            versions.put(name, standing.version());
            if (OTHERS_OF_OURS.contains(name)) {
                return; // ours, too, so not among the peers
            }
            if (standing.trained().best() < accuracy) {
                missing.put(name, "did not reach %.0f %%: %s".formatted(100 * accuracy, standing.trained()));
            } else {
                race.put(name, standing.times());
            }
        });
        Kernels.ALL.forEach(kernel -> versions.computeIfPresent(
                Kernels.contender(kernel), (name, version) -> Kernels.describe(kernel) + ", " + version));
        String work = String.format(Locale.ROOT, "training-%.0f", 100 * accuracy);
        return Result.of(work, race, versions, missing, details).atMost(GOAL, PYTORCH);
    }
}
