package io.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lockstep.cluster.LocalSpark;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("drill")
class TabularTest {
    private static final int ROWS = 2_000;

    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private static JavaSparkContext spark;

    @BeforeAll
    static void start() {
        spark = LocalSpark.start();
    }

    @AfterAll
    static void stop() {
        spark.close();
    }

    private static Dataset<Row> rows() {
        return RuleTable.rows(new SparkSession(spark.sc()), ROWS);
    }

    private static Set<String> texts(Dataset<Row> rows) {
        return new TreeSet<>(rows.collectAsList().stream().map(Row::toString).toList());
    }

    @Test
    void whichRowsAreHeldOutDoesNotDependOnTheirOrderAndEqualRowsAreOnOneSide() {
        try (Tabular once = Tabular.split("once", rows(), RuleTable.CLASSES);
                Tabular twice = Tabular.split("twice", rows().union(rows()).repartition(5), RuleTable.CLASSES)) {
            assertThat(once.train().count() + once.test().count()).isEqualTo(ROWS);
            assertThat(once.test().count()).isBetween(ROWS / 15L, ROWS / 7L);
            assertThat(twice.test().count()).isEqualTo(2 * once.test().count());
            assertThat(twice.train().count()).isEqualTo(2 * once.train().count());
        }
    }

    @Test
    void theTableIsTheSameInEachRun() {
        assertThat(texts(rows())).hasSize(ROWS).isEqualTo(texts(rows()));
    }

    @Test
    void theRowsToTrainOnAreStandardisedAndArraysHaveThem() {
        try (Tabular table = Tabular.split("rule", rows(), RuleTable.CLASSES)) {
            assertThat(table.columns()).isEqualTo(RuleTable.COLUMNS);
            assertThat(table.layers(List.of(64))).containsExactly(20, 64, 5);
            Tabular.Arrays arrays = Tabular.arrays(table.train(), table.columns());
            double sum = 0;
            for (int row = 0; row < arrays.labels().length; row++) {
                sum += arrays.features()[row * table.columns()];
            }
            assertThat(sum / arrays.labels().length).isCloseTo(0, within(1e-6));
            Row first = table.train().first();
            assertThat(arrays.features()[3]).isEqualTo((float) ((Vector) first.get(0)).apply(3));
            assertThat(arrays.labels()[0]).isEqualTo((byte) first.getDouble(1));
        }
    }
}
