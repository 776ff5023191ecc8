package io.lockstep.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.data.Examples;
import io.lockstep.data.SplitName;
import io.lockstep.data.idx.IdxWriter;
import io.lockstep.pass.plan.Kernel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What memory a training takes, for 50,000 examples, ten times and fifty times as many: beyond what Spark keeps on the heap
 * the rest lies on the disk, so that neither driver nor executor should grow. The examples lie in files, as those of users do.
 */
final class MemoryWork implements Work {
    private static final List<Integer> ROWS = List.of(50_000, 500_000, 2_500_000);
    private static final List<Integer> QUICK_ROWS = List.of(1_024, 4_096);
    private static final int STEPS = 4;
    /** A file's last sixth validates. */
    private static final double TRAINING_SHARE = 5.0 / 6;
    /** The file, and as much again where Spark keeps its examples. */
    private static final int COPIES = 2;

    private static final String DRIVER_HEAP = "-Xmx512m";

    @Override
    public List<Result> measure(Setting setting) throws Exception {
        List<Integer> sizes = setting.quick() ? QUICK_ROWS : ROWS;
        try (Scratch scratch = new Scratch()) {
            Examples some = setting.data().split(SplitName.TRAIN);
            int most = mostThatFit(sizes, some.columns(), scratch.path());
            Path data = scratch.path().resolve("data");
            int rows = (int) Math.ceil(most / TRAINING_SHARE);
            setting.say("  writing %,d examples to %s ...", rows, data);
            IdxWriter.write(new RepeatedExamples(some, rows), data, "train", false);
            List<Result> results = new ArrayList<>();
            for (int size : sizes) {
                if (size <= most) {
                    for (Kernel kernel : Kernels.ALL) {
                        setting.say("  training on %,d, %s ...", size, kernel);
                        MemoryRun.Found found = run(data, size, kernel, scratch.path());
                        results.add(result(size, kernel, found, some.columns(), missing(sizes, most)));
                    }
                }
            }
            return results;
        }
    }

    /** The largest size for which the folder has room; the smallest where it has none. */
    private static int mostThatFit(List<Integer> sizes, int columns, Path folder) throws Exception {
        double room = Files.getFileStore(folder).getUsableSpace();
        return sizes.stream()
                .filter(size -> COPIES * size / TRAINING_SHARE * columns < room)
                .max(Integer::compare)
                .orElse(sizes.get(0));
    }

    private static Map<String, String> missing(List<Integer> sizes, int most) {
        Map<String, String> missing = new LinkedHashMap<>();
        sizes.stream()
                .filter(size -> size > most)
                .forEach(size -> missing.put(
                        "memory-" + size, "no room for the examples; java.io.tmpdir can name a folder that has"));
        return missing;
    }

    private static MemoryRun.Found run(Path data, int rows, Kernel kernel, Path scratch) throws Exception {
        List<String> command = new ArrayList<>(
                JavaCommand.of(MemoryRun.class, List.of(DRIVER_HEAP), List.of(System.getProperty("java.class.path"))));
        command.addAll(List.of(
                data.toString(),
                Integer.toString(rows),
                Integer.toString(STEPS),
                scratch.resolve("spark").toString(),
                kernel.name()));
        Child.Ended run = Child.run(
                command,
                Map.of(
                        "SPARK_HOME", Project.file("target/spark").toString(),
                        "SPARK_SCALA_VERSION", "2.12",
                        "SPARK_LOCAL_IP", "127.0.0.1"));
        return new ObjectMapper().readValue(run.jsonLine(), MemoryRun.Found.class);
    }

    private static Result result(
            int rows, Kernel kernel, MemoryRun.Found found, int columns, Map<String, String> missing) {
        double[] later = Arrays.copyOfRange(found.steps(), 1, found.steps().length);
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("examples, MiB", (double) rows * columns / (1 << 20));
        details.put("first step, with reading, ms", found.steps()[0]);
        put(details, "driver", found.driver());
        put(details, "executor", found.executor());
        details.put("examples kept on the heap, MiB", found.keptInMemory());
        details.put("examples kept on the disk, MiB", found.keptOnDisk());
        return Result.of(
                "memory-" + rows + (kernel == Kernels.ours() ? "" : "-" + kernel),
                Map.of(Result.OURS, new Times(later)),
                Map.of(
                        Result.OURS,
                        "a step of 784-50-1, %s kernel; driver and executor apart, heaps %s and -Xmx%dm, 2 cores"
                                .formatted(kernel, DRIVER_HEAP, MemoryRun.EXECUTOR_HEAP)),
                missing,
                details);
    }

    private static void put(Map<String, Object> details, String who, ProcessMemory memory) {
        if (memory.peak() != null) {
            details.put(who + ", most that the process had, MiB", memory.peak());
        }
        details.put(who + ", heap after a collection, MiB", memory.heap());
        details.put(who + ", size of the heap, MiB", memory.heapTaken());
        details.put(who + ", limit of the heap, MiB", memory.heapLimit());
        details.put(who + ", held outside by JavaCPP, MiB", memory.outside());
        details.put(who + ", JavaCPP's limit of the process, MiB", memory.outsideLimit());
    }
}
