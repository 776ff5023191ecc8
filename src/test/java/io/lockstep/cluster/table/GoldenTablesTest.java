package io.lockstep.cluster.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.cluster.LocalSpark;
import io.lockstep.data.table.Missing;
import io.lockstep.data.table.TableChoice;
import io.lockstep.data.table.TableSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real tables, where environment variable LOCKSTEP_SHARED names the folder that holds {@code tables/} and {@code golden/}. */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class GoldenTablesTest {
    private static final @Nullable String SHARED = System.getenv("LOCKSTEP_SHARED");

    private static JavaSparkContext spark;

    @BeforeAll
    static void start() {
        assumeTrue(SHARED != null, "LOCKSTEP_SHARED is not set: no tables");
        spark = LocalSpark.start();
    }

    @AfterAll
    static void stop() {
        if (spark != null) {
            spark.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"iris", "pima", "votes", "boston", "diamonds", "letter"})
    void inputsAndClassesAreThoseOfTheReference(String name) throws IOException {
        JsonNode reference = new ObjectMapper()
                .readTree(Path.of(String.valueOf(SHARED), "golden", name, "case.json")
                        .toFile());
        boolean regression = "mse".equals(reference.get("loss").asText());
        TableChoice choice = TableChoice.of(reference.get("label").asText());
        List<String> notices = new ArrayList<>();

        TableData data = TableData.load(
                spark,
                name,
                read(reference.get("table").asText()),
                name.equals("pima") ? choice.with(Missing.MEAN) : choice,
                regression,
                HeldOut.NOTHING,
                1,
                notices::add);

        assertThat(data.rows()).isEqualTo(reference.get("rows").asLong());
        assertThat(data.schema().inputNames()).isEqualTo(texts(reference.get("inputs")));
        if (data.schema().target() instanceof TableSchema.Classes classes) {
            assertThat(classes.names()).isEqualTo(texts(reference.get("classes")));
        } else {
            assertThat(reference.get("classes").isNull()).isTrue();
        }
        String digest = TableBits.digest(data, 128, 1);
        assertThat(TableBits.digest(data, 128, 3)).isEqualTo(digest);
        assertThat(TableBits.digest(data, 128, 8)).isEqualTo(digest);
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static Dataset<Row> read(String table) {
        return SparkSession.builder()
                .getOrCreate()
                .read()
                .option("header", "true")
                .csv(Path.of(String.valueOf(SHARED), "tables", table).toString());
    }
}
