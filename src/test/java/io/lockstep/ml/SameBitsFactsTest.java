package io.lockstep.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.job.SharedSpark;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.spark.ml.functions;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which fits give the same parameters, to the bit. */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class SameBitsFactsTest {
    private static SharedSpark spark;
    private static Frames frames;
    private static Dataset<Row> rows;
    private static String expected;

    @BeforeAll
    static void start() {
        spark = SharedSpark.start();
        frames = new Frames(spark.session());
        rows = frames.two();
        expected = fit(rows);
    }

    @AfterAll
    static void stop() {
        spark.close();
    }

    private static String fit(Dataset<Row> some) {
        return Frames.classifier().fit(some).parametersSha256();
    }

    private static Column column(String name) {
        return rows.col(name);
    }

    @Test
    void equalSeedsGiveEqualParametersAndOthersOthers() {
        assertThat(fit(rows)).isEqualTo(expected);
        assertThat(Frames.classifier().setSeed(6).fit(rows).parametersSha256()).isNotEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void partitionsOfTheDataFrameAndOfTheTrainingPlayNoPart(int partitions) {
        assertThat(fit(rows.repartition(partitions))).isEqualTo(expected);
        assertThat(Frames.classifier()
                        .setPartitions(partitions)
                        .fit(rows.coalesce(1))
                        .parametersSha256())
                .isEqualTo(expected);
    }

    @Test
    void orderCachesAndFilesPlayNoPart(@TempDir Path folder) {
        assertThat(fit(rows.orderBy(org.apache.spark.sql.functions.rand(3)))).isEqualTo(expected);
        Dataset<Row> cached = rows.cache();
        assertThat(fit(cached)).isEqualTo(expected);
        assertThat(cached.storageLevel().useMemory()).as("still cached").isTrue();
        cached.unpersist();
        String file = folder.resolve("rows").toString();
        rows.repartition(3).write().parquet(file);
        assertThat(fit(spark.session().read().parquet(file))).isEqualTo(expected);
        assertThat(fit(rows.withColumn("other", org.apache.spark.sql.functions.rand())))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"double", "float", "int", "sparse", "compressed"})
    void vectorsAndArraysOfTheSameValuesAreTheSame(String kind) {
        UDF1<Vector, Vector> asSparse = Vector::toSparse;
        UDF1<Vector, Vector> asCompressed = Vector::compressed;
        Column features = switch (kind) {
            case "sparse" ->
                org.apache
                        .spark
                        .sql
                        .functions
                        .udf(asSparse, SQLDataTypes.VectorType())
                        .apply(column("features"));
            case "compressed" ->
                org.apache
                        .spark
                        .sql
                        .functions
                        .udf(asCompressed, SQLDataTypes.VectorType())
                        .apply(column("features"));
            default -> functions.vector_to_array(column("features"), "float64").cast("array<" + kind + ">");
        };
        Dataset<Row> same = rows.withColumn("features", features);
        LockstepClassificationModel model = Frames.classifier().fit(same);
        assertThat(model.parametersSha256()).isEqualTo(expected);
        assertThat(model.transform(same).select("probability").collectAsList())
                .isEqualTo(model.transform(rows).select("probability").collectAsList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"byte", "short", "int", "long", "float", "decimal(10,0)", "decimal(20,3)"})
    void labelsOfEveryNumericTypeAreTheSame(String type) {
        Dataset<Row> typed = rows.withColumn("label", column("label").cast(type));
        assertThat(fit(typed)).isEqualTo(expected);
        assertThat(regression(typed)).isEqualTo(regression(rows));
    }

    private static String regression(Dataset<Row> some) {
        return new LockstepRegressor()
                .setHidden(3)
                .setMaxIter(1)
                .setWeightCol("weight")
                .fit(some)
                .parametersSha256();
    }

    @ParameterizedTest
    @ValueSource(strings = {"byte", "short", "int", "long", "float", "decimal(10,0)"})
    void weightsOfEveryNumericTypeAreTheSame(String type) {
        Dataset<Row> typed = rows.withColumn("weight", column("weight").cast(type));
        assertThat(Frames.classifier().setWeightCol("weight").fit(typed).parametersSha256())
                .isEqualTo(Frames.classifier().setWeightCol("weight").fit(rows).parametersSha256());
    }

    @ParameterizedTest
    @ValueSource(strings = {"string", "boolean"})
    void labelsOfOtherTypesAreRefused(String type) {
        Dataset<Row> typed = rows.withColumn("label", column("label").cast(type));
        assertThatThrownBy(() -> Frames.classifier().fit(typed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("label")
                .hasMessageContaining("numeric")
                .hasMessageContaining(type);
    }

    @Test
    void fitsInTwoThreadsAtOnceGiveTheModelsOfEachAlone() throws Exception {
        var threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<String>> fits = threads.invokeAll(
                    List.of(
                            () -> fit(rows),
                            () -> Frames.classifier().setSeed(6).fit(rows).parametersSha256()),
                    5,
                    TimeUnit.MINUTES);
            assertThat(fits.get(0).get()).isEqualTo(expected);
            assertThat(fits.get(1).get())
                    .isEqualTo(Frames.classifier().setSeed(6).fit(rows).parametersSha256());
        } finally {
            threads.shutdownNow();
        }
    }
}
