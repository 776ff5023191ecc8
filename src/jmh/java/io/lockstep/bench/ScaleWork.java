package io.lockstep.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * What training on a large table takes in a heap of 2 GiB: one epoch of {@code train}, in a process of its own, with the validation set, the
 * checks of the last step, model and report. {@code --share} makes the tables smaller.
 */
final class ScaleWork implements Work {
    private static final String HEAP = "-Xmx2g";
    private static final int QUICK = 2_000;
    private static final int PARTITIONS = 2;
    private static final double MOST_BYTES_OF_A_ROW = 20 * 8 * 3; // the file, the shuffle, the cache

    private final double share;

    /** For so large a part of the tables. */
    ScaleWork(double share) {
        this.share = share;
    }

    @Override
    public List<Result> measure(Setting setting) throws Exception {
        try (Scratch scratch = new Scratch()) {
            List<Result> results = new ArrayList<>();
            results.add(run(setting, DrawnTable.NUMBERS, 10_000_000, List.of("--loss", "mse"), scratch.path()));
            results.add(run(setting, DrawnTable.PIXELS, 2_500_000, List.of("--loss", "cross-entropy"), scratch.path()));
            return results;
        }
    }

    private Result run(Setting setting, DrawnTable drawn, long most, List<String> loss, Path scratch) throws Exception {
        String name = drawn.name().toLowerCase(Locale.ROOT);
        long rows = setting.quick() ? QUICK : Math.round(most * share);
        double room = Files.getFileStore(scratch).getUsableSpace();
        if (rows * MOST_BYTES_OF_A_ROW * drawn.width() / 20 > room) {
            throw new MissingException(
                    "no room for %,d rows; java.io.tmpdir can name a folder that has".formatted(rows));
        }
        Path table = scratch.resolve(name);
        setting.say("  writing %,d rows of %d numbers ...", rows, drawn.width());
        try (Cluster cluster = new Cluster(Cluster.LOCAL, PARTITIONS, Map.of())) {
            drawn.write(SparkSession.builder().getOrCreate(), rows, "parquet", table);
        }
        setting.say("  training on %,d rows, %,d MiB of Parquet ...", rows, size(table) >> 20);
        List<String> command = new ArrayList<>(JavaCommand.of(
                ScaleRun.class,
                List.of(HEAP, "-Dspark.master=" + Cluster.LOCAL, "-Djava.io.tmpdir=" + scratch),
                List.of(System.getProperty("java.class.path"))));
        command.addAll(List.of("train", "--data", table.toString(), "--label", drawn.label(), "--hidden", "32"));
        command.addAll(loss);
        command.addAll(List.of(
                "-D", "train.epochs=1",
                "-D", "batch.blocks=16",
                "-D", "train.learning-rate=0.01",
                "-D", "check.against=local,reference",
                "-D", "check.every=last",
                "-D", "cluster.partitions=" + PARTITIONS,
                "-D", "run.output=" + scratch.resolve("runs-" + name)));
        Child.Ended run = Child.run(command, Map.of("SPARK_LOCAL_IP", "127.0.0.1"));
        return result("scale-" + name, rows, run);
    }

    private static long size(Path folder) throws Exception {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private static Result result(String name, long rows, Child.Ended run) throws Exception {
        Child.Line json = run.lines().get(run.lines().size() - 1);
        ScaleRun.Found found = new ObjectMapper().readValue(json.text(), ScaleRun.Found.class);
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("rows", rows);
        details.put("heap, at most, garbage included, MiB", found.heapPeak());
        details.put("heap after a collection at the end, MiB", found.memory().heap());
        if (found.memory().peak() != null) {
            details.put("the process, at most, MiB", found.memory().peak());
        }
        details.put("written by sorting for want of memory, MiB", found.spilled());
        details.put("blocks kept in memory, at most, MiB", found.keptInMemory());
        details.put("blocks kept on the disk, at most, MiB", found.keptOnDisk());
        details.put(
                "what it said, by seconds",
                run.lines().stream()
                        .filter(line -> !line.equals(json) && !line.text().isBlank())
                        .map(line -> String.format(Locale.ROOT, "%7.1f %s", line.at() / 1e3, line.text()))
                        .toList());
        return Result.of(
                name,
                Map.of(Result.OURS, new Times(new double[] {run.milliseconds()})),
                Map.of(Result.OURS, "one epoch in one process, %s, %s".formatted(HEAP, Cluster.LOCAL)),
                Map.of(),
                details);
    }
}
