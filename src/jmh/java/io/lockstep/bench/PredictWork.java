package io.lockstep.bench;

import io.lockstep.cluster.table.ColumnChoice;
import io.lockstep.cluster.table.PredictionFolder;
import io.lockstep.cluster.table.PredictionFormat;
import io.lockstep.cluster.table.Predictions;
import io.lockstep.cluster.table.Table;
import io.lockstep.cluster.table.TableFiles;
import io.lockstep.data.Standardizer;
import io.lockstep.network.Parameters;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Predictions by 784-50-10 for the rows of a table of 784 bytes each, from Parquet to Parquet, beside Spark that reads the same rows and
 * writes them as they are. Both take turns in one session.
 */
final class PredictWork implements Work {
    private static final String SPARK = "spark";
    private static final int ROWS = 1_000_000;
    private static final int QUICK_ROWS = 2_000;
    private static final int SLOTS = 2;
    private static final int MOST_REPEATS = 5;
    private static final double GOAL = 1.5;
    private static final DrawnTable TABLE = DrawnTable.PIXELS;

    private final double share;

    /** For so large a part of the rows. */
    PredictWork(double share) {
        this.share = share;
    }

    @Override
    public List<Result> measure(Setting setting) throws Exception {
        long rows = setting.quick() ? QUICK_ROWS : Math.round(ROWS * share);
        try (Scratch scratch = new Scratch();
                Cluster cluster = new Cluster(Cluster.LOCAL, SLOTS, Map.of())) {
            Path table = scratch.path().resolve("table");
            setting.say("  writing %,d rows of %d bytes ...", rows, TABLE.width());
            TABLE.write(SparkSession.builder().getOrCreate(), rows, "parquet", table);
            Outputs outputs = new Outputs(scratch.path());
            Race race = new Race();
            Map<String, String> versions = new LinkedHashMap<>();
            List<Long> written = new ArrayList<>();
            for (Kernel kernel : Kernels.ALL) {
                Supplier<Long> predictions = () -> predict(cluster, table, kernel, outputs);
                race.with(Kernels.contender(kernel), () -> Race.milliseconds(() -> written.add(predictions.get())));
                versions.put(
                        Kernels.contender(kernel),
                        "predictions and probabilities for %,d rows of %d bytes, Parquet, %s, %s"
                                .formatted(rows, TABLE.width(), Cluster.LOCAL, Kernels.describe(kernel)));
            }
            race.with(SPARK, () -> Race.milliseconds(() -> copy(table, outputs)));
            versions.put(SPARK, "the same rows read and written by Spark alone");
            Map<String, Times> times = race.run(setting.quick() ? 1 : 2, Math.min(setting.repeats(), MOST_REPEATS));
            if (!written.stream().allMatch(count -> count == rows)) {
                throw new IllegalStateException("expected %d predictions, found %s".formatted(rows, written));
            }
            Map<String, Object> details = new LinkedHashMap<>();
            details.put("rows", rows);
            return List.of(
                    Result.of("predict", times, versions, Map.of(), details).atMost(GOAL, SPARK));
        }
    }

    private static long predict(Cluster cluster, Path table, Kernel kernel, Outputs outputs) {
        Parameters parameters = Networks.initial(Networks.classifier());
        JavaSparkContext spark = cluster.session().spark();
        Table opened = Table.open(TableFiles.find(table.toString()).orElseThrow());
        ColumnChoice columns = new ColumnChoice(List.of("pixels"), "", TABLE.label(), null);
        Predictions predictions = Predictions.of(spark, opened, columns, parameters.architecture(), null, 0);
        PassPlan pass = new PassPlan(kernel, Standardizer.identity());
        return predictions
                .write(parameters, pass, PredictionFormat.PARQUET, PredictionFolder.at(outputs.next()))
                .rows();
    }

    private static void copy(Path table, Outputs outputs) {
        SparkSession.builder()
                .getOrCreate()
                .read()
                .parquet(table.toString())
                .write()
                .parquet(outputs.next());
    }

    /** Folders that are not there yet. */
    private static final class Outputs {
        private final Path folder;
        private int count;

        Outputs(Path folder) {
            this.folder = folder;
        }

        String next() {
            return folder.resolve("output-" + ++count).toString();
        }
    }
}
