package io.lockstep.bench;

import io.lockstep.data.drawn.DrawnDigits;
import io.lockstep.pass.plan.Kernel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long a person waits who types {@code submit/local}, after the build: whole processes, from their start to their end. The
 * start-up by itself is a training of one step on few examples; its floor is a Java application that starts Spark for one empty job.
 */
final class StartUpWork implements Work {
    private static final int MOST_REPEATS = 7;
    private static final int MOST_REPEATS_OF_THE_MAIN_JOB = 3;
    private static final double MOST_SECONDS_OF_THE_MAIN_JOB = 9;
    private static final int FEW_ROWS = 1_000;

    /** What a run prints when it comes to a point on its way, and what has been done by then. */
    private static final Map<String, String> POINTS = points();

    private static Map<String, String> points() {
        Map<String, String> points = new LinkedHashMap<>();
        points.put("Lockstep", "the first line");
        points.put("validation", "the data read");
        points.put("Machine", "Spark and the kernel started");
        points.put("Training:", "the examples cached, their statistics taken");
        points.put("step   1", "the first step");
        points.put("Agreement of", "the last step checked");
        points.put("Done in", "model and report written");
        return points;
    }

    @Override
    public List<Result> measure(Setting setting) throws Exception {
        try (Scratch scratch = new Scratch()) {
            return List.of(startUp(setting, scratch.path()), mainJob(setting, scratch.path()));
        }
    }

    private static Result startUp(Setting setting, Path scratch) throws Exception {
        List<String> few = new ArrayList<>(train(setting, scratch));
        few.addAll(List.of("-D", "data.rows=" + FEW_ROWS, "-D", "train.steps=1"));
        List<String> bySparkSubmit = new ArrayList<>(few);
        bySparkSubmit.addAll(List.of("--", "--conf", "spark.ui.enabled=false"));
        Path jars = Project.file("target/spark/jars");
        String bench = JavaCommand.classPathEntry(EmptySpark.class);
        String application = Project.file("target/lockstep-app.jar").toString();
        List<String> emptySpark = JavaCommand.of(EmptySpark.class, List.of(), List.of(jars + "/*", bench));
        List<String> bareNd4j = JavaCommand.of(BareNd4j.class, List.of(), List.of(jars + "/*", application, bench));
        List<Child.Ended> runs = new ArrayList<>();
        Map<String, Times> race = new Race()
                .with(Result.OURS, () -> timed(few, runs))
                .with(Result.FLOOR, () -> timed(emptySpark, new ArrayList<>()))
                .with("ND4J alone", () -> timed(bareNd4j, new ArrayList<>()))
                .with("spark-submit", () -> timed(bySparkSubmit, new ArrayList<>()))
                .run(1, Math.min(setting.repeats(), MOST_REPEATS));
        return Result.of(
                "startup",
                race,
                Map.of(
                        Result.OURS,
                        "submit/local, 1 step of %,d examples, checked, with model and report".formatted(FEW_ROWS),
                        Result.FLOOR,
                        "a Java application that starts Spark for one empty job",
                        "ND4J alone",
                        "a virtual machine that starts ND4J",
                        "spark-submit",
                        "the same as ours, as it is with options after --"),
                Map.of(),
                pointsOf(runs));
    }

    private static Result mainJob(Setting setting, Path scratch) throws Exception {
        List<String> command = new ArrayList<>(train(setting, scratch));
        if (setting.quick()) {
            command.addAll(List.of("-D", "data.rows=" + FEW_ROWS, "-D", "train.steps=2"));
        }
        List<Child.Ended> runs = new ArrayList<>();
        Race race = new Race();
        Map<String, String> versions = new LinkedHashMap<>();
        for (Kernel kernel : Kernels.ALL) {
            List<String> withKernel = new ArrayList<>(command);
            withKernel.addAll(List.of("-D", "compute.kernel=" + kernel));
            List<Child.Ended> its = kernel == Kernels.ours() ? runs : new ArrayList<>();
            race.with(Kernels.contender(kernel), () -> timed(withKernel, its));
            versions.put(
                    Kernels.contender(kernel),
                    "submit/local with conf/quickstart.conf and the kernel %s on %s"
                            .formatted(kernel, setting.data().name()));
        }
        Map<String, Times> times = race.run(1, Math.min(setting.repeats(), MOST_REPEATS_OF_THE_MAIN_JOB));
        Result result = Result.of("main job", times, versions, Map.of(), pointsOf(runs));
        return result.with(new Aim("seconds", result.ours() / 1e3, MOST_SECONDS_OF_THE_MAIN_JOB));
    }

    private static List<String> train(Setting setting, Path scratch) {
        return List.of(
                Project.file("submit/local").toString(),
                "train",
                "--config",
                Project.file("conf/quickstart.conf").toString(),
                "-D",
                "data.source="
                        + (setting.data() instanceof DrawnDigits
                                ? "drawn"
                                : setting.data().location()),
                "-D",
                "run.output=" + scratch.resolve("runs"));
    }

    private static double timed(List<String> command, List<Child.Ended> runs) throws Exception {
        Child.Ended run = Child.run(command, Map.of("LOCKSTEP_MASTER", Cluster.LOCAL, "SPARK_LOCAL_IP", "127.0.0.1"));
        runs.add(run);
        return run.milliseconds();
    }

    /** Seconds from the start of the command to each point, medians; the first run was a warm-up. */
    private static Map<String, Object> pointsOf(List<Child.Ended> runs) {
        Map<String, Object> seconds = new LinkedHashMap<>();
        POINTS.forEach((words, what) -> seconds.put(
                "seconds until " + what,
                new Times(runs.stream()
                                        .skip(1)
                                        .mapToDouble(run -> run.saidAt(words))
                                        .toArray())
                                .median()
                        / 1e3));
        return seconds;
    }
}
