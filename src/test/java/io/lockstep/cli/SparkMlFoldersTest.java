package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.data.DataException;
import io.lockstep.data.SmallDigits;
import io.lockstep.data.drawn.DrawnCsv;
import io.lockstep.ml.LockstepClassificationModel;
import io.lockstep.ml.LockstepClassifier;
import io.lockstep.ml.LockstepRegressionModel;
import io.lockstep.ml.LockstepRegressor;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.ml.feature.IndexToString;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.functions;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that the command line trains are used as stages of Spark ML, and the other way round; each predicts the same bits. */
@Tag("drill")
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class SparkMlFoldersTest {
    private static final int APARTMENTS = 600;
    private static final int ROWS = 90;
    private static final int PIXELS = 784;

    @TempDir
    private static Path folder;

    /** What each command said, by the name of what it made. */
    private static final Map<String, String> SAID = new TreeMap<>();

    private static SparkSession spark;

    @BeforeAll
    static void trainAndPredictOnBothSides() throws IOException {
        writeApartments();
        inSpark(SparkMlFoldersTest::writeTablesAndFit);

        train("words", "--config", "conf/table.conf", "-D", "data.source=" + folder.resolve("train.csv"));
        predict("words", "runs/words", "apartments.csv");
        for (String column : List.of("vector", "array")) {
            train(column, "--data", at(column + ".parquet"), "--label", "kind", "-D", "network.hidden=5");
            predict(column, "runs/" + column + "/model", column + ".parquet");
        }
        String digits = SmallDigits.folder().toString();
        train("digits", "--data", digits, "-D", "network.layers=784-6-10");
        predict("digits", "runs/digits", "pixels.parquet");
        train(
                "lesson",
                "--data",
                digits,
                "-D",
                "network.layers=784-50-1",
                "-D",
                "network.loss=mse",
                "-D",
                "train.learning-rate=0.0001");
        predict("lesson", "runs/lesson", "pixels.parquet");

        for (String model : List.of("classes", "numbers")) {
            predict("of-" + model, model, "indexed.parquet");
            run("evaluate-" + model, "evaluate", at(model), "--data", at("indexed.parquet"));
        }
        spark = session();
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    // ---- what is prepared

    private static String at(String name) {
        return folder.resolve(name).toString();
    }

    private static SparkSession session() {
        return SparkSession.builder()
                .master("local[2]")
                .appName("test")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .getOrCreate();
    }

    private interface Work {
        void in(SparkSession session) throws IOException;
    }

    private static void inSpark(Work work) throws IOException {
        try (SparkSession session = session()) {
            work.in(session);
        }
    }

    private static void run(String name, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = SparkProperties.with(
                () -> CommandLines.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments));
        assertThat(code).as(Arrays.toString(arguments) + out + err).isZero();
        SAID.put(name, out.toString());
    }

    private static void train(String id, String... more) {
        run(
                id,
                Stream.concat(
                                Stream.of("train", "--run-id", id, "-D", "run.output=" + at("runs")),
                                Stream.concat(
                                        Stream.of(more), Stream.of("-D", "train.steps=4", "-D", "check.every=off")))
                        .toArray(String[]::new));
    }

    private static void predict(String name, String model, String data) {
        run(name, "predict", at(model), "--data", at(data), "--out", at("predicted-" + name));
    }

    /** Apartments with all their words and gaps, and again with a number for each. */
    private static void writeApartments() throws IOException {
        List<String> lines;
        try (Stream<String> all = Files.lines(DrawnCsv.write(folder.resolve("all"), false))) {
            lines = all.limit(1 + APARTMENTS).toList();
        }
        Files.write(folder.resolve("train.csv"), lines);
        List<String> numbered = new ArrayList<>(List.of("id," + lines.get(0)));
        for (int id = 1; id < lines.size(); id++) {
            numbered.add(id + "," + lines.get(id));
        }
        Files.write(folder.resolve("apartments.csv"), numbered);
    }

    private static void writeTablesAndFit(SparkSession session) throws IOException {
        Random random = new Random(3);
        List<Row> rows = new ArrayList<>();
        List<Row> images = new ArrayList<>();
        for (int id = 0; id < ROWS; id++) {
            double[] x = {random.nextGaussian(), 0, 50 * random.nextDouble()};
            String kind = x[0] > 0.3 ? "old" : x[2] > 20 ? "new" : "middle";
            rows.add(RowFactory.create(id, x, kind, 10 * x[0] + x[2], id % 4 == 0));
            images.add(RowFactory.create(id, random.ints(PIXELS, 0, 256).boxed().toArray(Integer[]::new)));
        }
        Dataset<Row> table = session.createDataFrame(
                rows,
                new StructType()
                        .add("id", DataTypes.IntegerType, false)
                        .add("x", DataTypes.createArrayType(DataTypes.DoubleType, false), false)
                        .add("kind", DataTypes.StringType, false)
                        .add("number", DataTypes.DoubleType, false)
                        .add("isValid", DataTypes.BooleanType, false));
        Dataset<Row> few = table.select("x", "kind");
        few.write().parquet(at("array.parquet"));
        Dataset<Row> vectors = table.withColumn("features", functions.array_to_vector(table.col("x")));
        vectors.select("features", "kind").write().parquet(at("vector.parquet"));
        session.createDataFrame(
                        images,
                        new StructType()
                                .add("id", DataTypes.IntegerType, false)
                                .add("features", DataTypes.createArrayType(DataTypes.IntegerType, false), false))
                .write()
                .parquet(at("pixels.parquet"));

        Dataset<Row> indexed = new StringIndexer()
                .setInputCol("kind")
                .setOutputCol("label")
                .setStringOrderType("alphabetDesc")
                .fit(vectors)
                .transform(vectors);
        indexed.select("id", "features", "label", "number").write().parquet(at("indexed.parquet"));
        new LockstepClassifier()
                .setHidden(5)
                .setMaxIter(3)
                .setValidationIndicatorCol("isValid")
                .fit(indexed)
                .save(at("classes"));
        new LockstepRegressor()
                .setLabelCol("number")
                .setHidden(5)
                .setMaxIter(3)
                .setValidationIndicatorCol("isValid")
                .fit(indexed)
                .save(at("numbers"));
    }

    private static List<Row> predicted(String name, String... columns) {
        return sorted(spark.read().parquet(at("predicted-" + name)), columns);
    }

    /** These columns of the rows, in the order of the first. */
    private static List<Row> sorted(Dataset<Row> rows, String... columns) {
        Dataset<Row> selected = rows.selectExpr(columns);
        return selected.sort(selected.col("`" + selected.columns()[0] + "`")).collectAsList();
    }

    private static Dataset<Row> withArray(Dataset<Row> rows) {
        return rows.withColumn("probabilities", functions.vector_to_array(rows.col("probability"), "float64"));
    }

    // ---- models of the command line

    private static Dataset<Row> apartments() {
        return spark.read().option("header", true).option("inferSchema", true).csv(at("apartments.csv"));
    }

    @Test
    void aTableWithWordsAndGapsIsReadByTheNamesOfItsColumns() {
        LockstepClassificationModel model = LockstepClassificationModel.load(at("runs/words"));
        Dataset<Row> shuffled = apartments()
                .selectExpr(
                        "rent",
                        "heating",
                        "'a lake' view",
                        "district",
                        "year",
                        "id",
                        "area",
                        "distance",
                        "floor",
                        "balcony",
                        "rooms",
                        "lift");
        Dataset<Row> transformed = withArray(model.transform(shuffled));
        assertThat(transformed.columns())
                .startsWith(shuffled.columns())
                .containsSequence("rawPrediction", "probability", "prediction")
                .hasSize(shuffled.columns().length + 4);
        Dataset<Row> named = new IndexToString()
                .setInputCol("prediction")
                .setOutputCol("word")
                .transform(transformed);
        assertThat(sorted(named, "int(id)", "word", "probabilities"))
                .hasSize(APARTMENTS)
                .isEqualTo(predicted("words", "int(id)", "prediction", "probabilities"));
    }

    @Test
    void aMissingColumnOfATableIsNamed() {
        LockstepClassificationModel model = LockstepClassificationModel.load(at("runs/words"));
        Dataset<Row> rows = apartments().drop("heating");
        for (Function<Dataset<Row>, Object> use :
                List.<Function<Dataset<Row>, Object>>of(model::transform, it -> model.transformSchema(it.schema()))) {
            assertThatThrownBy(() -> use.apply(rows))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("the DataFrame: expected the column 'heating'");
        }
    }

    @Test
    void whoNamesTheFeaturesColumnGivesEncodedInputs() {
        LockstepClassificationModel model = LockstepClassificationModel.load(at("runs/words"));
        double[] inputs = new Random(1).doubles(model.numFeatures()).toArray();
        Vector vector = Vectors.dense(inputs);
        Dataset<Row> encoded = spark.createDataFrame(
                List.of(RowFactory.create((Object) inputs)),
                new StructType().add("encoded", DataTypes.createArrayType(DataTypes.DoubleType, false)));
        Row row = model.copy(ParamMap.empty())
                .setFeaturesCol("encoded")
                .transform(encoded)
                .first();
        assertThat((Vector) row.getAs("probability")).isEqualTo(model.predictProbability(vector));
        assertThat((double) row.getAs("prediction")).isEqualTo(model.predict(vector));
    }

    @Test
    void aColumnOfVectorsOrArraysIsTheFeaturesColumn() {
        for (Map.Entry<String, String> column :
                Map.of("vector", "features", "array", "x").entrySet()) {
            LockstepClassificationModel model = LockstepClassificationModel.load(at("runs/" + column.getKey()));
            assertThat(model.getFeaturesCol()).isEqualTo(column.getValue());
            Dataset<Row> rows = spark.read().parquet(at(column.getKey() + ".parquet"));
            Dataset<Row> named = new IndexToString()
                    .setInputCol("prediction")
                    .setOutputCol("word")
                    .transform(withArray(model.transform(rows)));
            assertThat(sorted(named, "probabilities", "word", "kind"))
                    .hasSize(ROWS)
                    .isEqualTo(predicted(column.getKey(), "probabilities", "prediction", "kind"));
        }
    }

    @Test
    void pixelsAreTheFeaturesOfImages() {
        LockstepClassificationModel model = LockstepClassificationModel.load(at("runs/digits/model"));
        assertThat(model.numFeatures()).isEqualTo(PIXELS);
        assertThat(model.numClasses()).isEqualTo(10);
        Dataset<Row> pixels = spark.read().parquet(at("pixels.parquet"));
        assertThat(sorted(withArray(model.transform(pixels)), "id", "int(prediction)", "probabilities"))
                .hasSize(ROWS)
                .isEqualTo(predicted("digits", "id", "int(prediction)", "probabilities"));
    }

    @Test
    void theLessonsNetworkPredictsANumber() {
        LockstepRegressionModel model = LockstepRegressionModel.load(at("runs/lesson"));
        Dataset<Row> pixels = spark.read().parquet(at("pixels.parquet"));
        assertThat(sorted(model.transform(pixels), "id", "prediction"))
                .hasSize(ROWS)
                .isEqualTo(predicted("lesson", "id", "output"));
    }

    // ---- models of stages

    @Test
    void theCommandLinePredictsAndEvaluatesWithTheModelOfAClassifier() {
        LockstepClassificationModel model = LockstepClassificationModel.load(at("classes"));
        Dataset<Row> rows = spark.read().parquet(at("indexed.parquet"));
        Dataset<Row> transformed = withArray(model.transform(rows));
        Dataset<Row> named = new IndexToString()
                .setInputCol("prediction")
                .setOutputCol("word")
                .transform(transformed);
        assertThat(sorted(named, "id", "word", "probabilities"))
                .isEqualTo(predicted("of-classes", "id", "prediction", "probabilities"));
        assertThat(SAID.get("evaluate-classes")).contains("old", "new", "middle", "Confusion matrix");
        long correct = transformed.where("prediction = label").count();
        assertThat(SAID.get("evaluate-classes"))
                .contains("accuracy %.2f %% of %d examples".formatted(100.0 * correct / ROWS, ROWS));
    }

    @Test
    void theCommandLinePredictsWithTheModelOfARegressor() {
        LockstepRegressionModel model = LockstepRegressionModel.load(at("numbers"));
        Dataset<Row> rows = spark.read().parquet(at("indexed.parquet"));
        assertThat(sorted(model.transform(rows), "id", "prediction"))
                .isEqualTo(predicted("of-numbers", "id", "prediction"));
        assertThat(SAID.get("evaluate-numbers")).contains("RMSE");
    }
}
