package io.lockstep.bench;

import com.sun.management.OperatingSystemMXBean;
import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.table.HeldOut;
import io.lockstep.cluster.table.TableData;
import io.lockstep.cluster.table.source.OpenedTable;
import io.lockstep.cluster.table.source.TableSource;
import io.lockstep.data.table.TableChoice;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * How long a table takes to become blocks: it is read for its statistics, read again, brought into its order by one shuffle, cut and cached.
 * The others do what Spark does for a table that is sorted into ranges and cached, which reads twice as well: once for the ranges.
 */
final class LoadingWork implements Work {
    private static final String SPARK = "spark";
    private static final String CPU = "CPU time, ";
    private static final int ROWS = 1_000_000;
    private static final int QUICK_ROWS = 2_000;
    private static final int PARTITIONS = 2;
    private static final int BLOCK_ROWS = 512;
    private static final int MOST_REPEATS = 7;
    private static final int PIXELS_TO_ROWS = 20; // so many times fewer rows

    @Override
    public List<Result> measure(Setting setting) throws Exception {
        int rows = setting.quick() ? QUICK_ROWS : ROWS;
        List<Result> results = new ArrayList<>();
        try (Scratch scratch = new Scratch();
                Cluster cluster = new Cluster(Cluster.LOCAL, PARTITIONS, Map.of())) {
            SparkSession spark = SparkSession.builder().getOrCreate();
            results.add(race(setting, spark, DrawnTable.NUMBERS, rows, "parquet", scratch.path()));
            results.add(race(setting, spark, DrawnTable.SHORT_NUMBERS, rows, "csv", scratch.path()));
            results.add(race(setting, spark, DrawnTable.NUMBERS, rows, "csv", scratch.path()));
            results.add(race(setting, spark, DrawnTable.PIXELS, rows / PIXELS_TO_ROWS, "parquet", scratch.path()));
        }
        return results;
    }

    private static Result race(
            Setting setting, SparkSession spark, DrawnTable drawn, long count, String format, Path scratch)
            throws Exception {
        String name =
                "loading-%s-%s".formatted(drawn.name().toLowerCase(Locale.ROOT).replace('_', '-'), format);
        Path folder = scratch.resolve(name);
        drawn.write(spark, count, format, folder);
        OpenedTable table = OpenedTable.open(spark, TableSource.of(folder.toString()), notice -> {});
        boolean isRegression = drawn != DrawnTable.PIXELS;
        List<Double> ourCpu = new ArrayList<>();
        List<Double> theirCpu = new ArrayList<>();
        Map<String, Times> race = new Race()
                .with(Result.OURS, () -> timed(() -> ours(table, drawn.label(), isRegression), count, ourCpu))
                .with(SPARK, () -> timed(() -> sorted(table.rows(), drawn.label()), count, theirCpu))
                .run(setting.quick() ? 1 : 2, Math.min(setting.repeats(), MOST_REPEATS));
        Times ourTimes = Objects.requireNonNull(race.get(Result.OURS));
        Times theirTimes = Objects.requireNonNull(race.get(SPARK));
        int turns = Result.turns(race);
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("rows", count);
        details.put("times Spark's time (goal: at most 2)", ratio(ourTimes, theirTimes));
        Times ours = last(ourCpu, turns);
        Times theirs = last(theirCpu, turns);
        details.put(CPU + "Lockstep, ms", ours.median());
        details.put(CPU + "Spark, ms", theirs.median());
        details.put(CPU + "times Spark's", ratio(ours, theirs));
        return Result.of(
                name,
                race,
                Map.of(
                        Result.OURS,
                        "%d rows of %d numbers, read twice, sorted, in cached blocks of %d, %d partitions"
                                .formatted(count, drawn.width(), BLOCK_ROWS, PARTITIONS),
                        SPARK,
                        "repartitionByRange(%d, one column).persist(MEMORY_AND_DISK_SER).count()"
                                .formatted(PARTITIONS)),
                Map.of(),
                details);
    }

    private static double ratio(Times some, Times others) {
        return some.median() / others.median();
    }

    /** The last so many: those before were warm-ups. */
    private static Times last(List<Double> all, int counted) {
        return Times.of(all.subList(all.size() - counted, all.size()));
    }

    /** Loads a table and says how many rows came into blocks. */
    private static long ours(OpenedTable table, String label, boolean isRegression) {
        JavaSparkContext spark = JavaSparkContext.fromSparkContext(
                SparkSession.builder().getOrCreate().sparkContext());
        TableData data = TableData.load(
                spark,
                table.source().toString(),
                table.rows(),
                TableChoice.of(label),
                isRegression,
                HeldOut.NOTHING,
                42,
                notice -> {});
        BlockPlan plan = new BlockPlan(data.rows(), BLOCK_ROWS);
        try (ClusterBlocks blocks = data.blocks(plan, PARTITIONS)) {
            return blocks.reduce(LoadingWork::rows, Long::sum);
        }
    }

    private static long rows(Iterator<Block> blocks) {
        long rows = 0;
        while (blocks.hasNext()) {
            rows += blocks.next().rows();
        }
        return rows;
    }

    private static long sorted(Dataset<Row> rows, String column) {
        Dataset<Row> cached =
                rows.repartitionByRange(PARTITIONS, rows.col(column)).persist(StorageLevel.MEMORY_AND_DISK_SER());
        try {
            return cached.count();
        } finally {
            cached.unpersist(true);
        }
    }

    /** What is timed. */
    private interface Loading {
        long rows();
    }

    private static double timed(Loading loading, long expected, List<Double> cpu) {
        double before = cpuMilliseconds();
        long start = System.nanoTime();
        long rows = loading.rows();
        double milliseconds = (System.nanoTime() - start) / 1e6;
        cpu.add(cpuMilliseconds() - before);
        if (rows != expected) {
            throw new IllegalStateException("expected %d rows, found %d".formatted(expected, rows));
        }
        return milliseconds;
    }

    /** What this process has computed so far, on all cores: other processes do not change it much. */
    private static double cpuMilliseconds() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e6;
    }
}
