package io.lockstep.bench;

import io.lockstep.data.Examples;
import io.lockstep.data.SplitName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * How long a fitted model takes to add its predictions to rows in memory, beside Spark's own multilayer perceptron with as many units.
 * Both write all columns to nowhere; the floor is Spark doing that with the rows as they are.
 */
final class TransformWork implements Work {
    private static final String MLP = "mlp";
    private static final double GOAL = 1.5;
    private static final int LETTERS = 200_000;
    private static final int IMAGES = 10_000;
    private static final int WIDE_IMAGES = 2_000;
    private static final int QUICK_ROWS = 500;
    private static final int FITTED_ROWS = 200;
    private static final int MOST_REPEATS = 5;

    @Override
    public List<Result> measure(Setting setting) throws Exception {
        List<Result> results = new ArrayList<>();
        try (Cluster cluster = new Cluster(Cluster.LOCAL, OurTraining.SLOTS, Map.of())) {
            for (TransformCase each : cases(setting)) {
                results.add(measure(setting, SparkSession.builder().getOrCreate(), each));
            }
        }
        return results;
    }

    private static List<TransformCase> cases(Setting setting) {
        Examples train = setting.data().split(SplitName.TRAIN);
        Digits images = Digits.of(train, setting.quick() ? QUICK_ROWS : IMAGES);
        Digits few = Digits.of(train, setting.quick() ? QUICK_ROWS : WIDE_IMAGES);
        List<Integer> small = Networks.classifier().sizes();
        List<Integer> wide = Networks.wide().sizes();
        return List.of(
                TransformCase.letters(List.of(16, 128, LetterTable.CLASSES), setting.quick() ? QUICK_ROWS : LETTERS),
                TransformCase.images(small, images, false),
                TransformCase.images(small, images, true),
                TransformCase.images(wide, few, false),
                TransformCase.images(wide, few, true));
    }

    private static Result measure(Setting setting, SparkSession spark, TransformCase each) throws Exception {
        Dataset<Row> table = each.table(spark);
        Dataset<Row> few = table.limit(FITTED_ROWS).cache();
        Transformer ours = OurEstimator.of(each.hidden(), FITTED_ROWS, 0.001, 1).fit(few);
        Transformer mlp = new MultilayerPerceptronClassifier()
                .setLayers(each.sizes().stream().mapToInt(Integer::intValue).toArray())
                .setMaxIter(1)
                .setSeed(42)
                .fit(few);
        Map<String, Times> times = new Race()
                .with(Result.OURS, () -> Race.milliseconds(() -> write(ours.transform(table))))
                .with(MLP, () -> Race.milliseconds(() -> write(mlp.transform(table))))
                .with(Result.FLOOR, () -> Race.milliseconds(() -> write(table)))
                .run(setting.warmUps(), Math.min(setting.repeats(), MOST_REPEATS));
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put(Result.OURS, OurEstimator.version() + ", all three columns");
        versions.put(MLP, SparkLearners.mlpVersion() + ", all three columns");
        versions.put(Result.FLOOR, "the rows as they are, written to nowhere by Spark");
        table.unpersist(true);
        few.unpersist(true);
        Map<String, Object> details = Map.of("rows", each.rows().size());
        return Result.of(each.name(), times, versions, Map.of(), details).atMost(GOAL, MLP);
    }

    /** To nowhere, but all of it. */
    private static void write(Dataset<Row> rows) {
        rows.write().format("noop").mode("overwrite").save();
    }
}
