package io.lockstep.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.config.RunConfig;
import io.lockstep.data.Npy;
import io.lockstep.data.Spelling;
import io.lockstep.data.SplitName;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Initializer;
import io.lockstep.network.Loss;
import io.lockstep.network.TensorLayout;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.report.GradientExport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Gradients on real tables, against those that PyTorch's autograd computed in float64, where environment variable LOCKSTEP_SHARED names the
 * folder that holds {@code tables/} and {@code golden/}.
 */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class GoldenTableGradientsTest {
    /** PyTorch's own float32 is at 2e-8 to 3e-7 on such cases; ours may be three times as far at most. */
    private static final double NORMWISE = 1e-6;

    private static final @Nullable String SHARED = System.getenv("LOCKSTEP_SHARED");

    private static SharedSpark spark;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        assumeTrue(SHARED != null, "LOCKSTEP_SHARED is not set: no tables and no gradients to compare with");
        spark = SharedSpark.start();
    }

    @AfterAll
    static void stop() {
        if (spark != null) {
            spark.close();
        }
    }

    /** A table with weights and PyTorch's gradient of them. */
    private record Case(Path golden, JsonNode json) {
        static Case of(String name) throws IOException {
            Path golden = Path.of(String.valueOf(SHARED), "golden", name);
            return new Case(
                    golden,
                    new ObjectMapper().readTree(golden.resolve("case.json").toFile()));
        }

        String table() {
            return Path.of(String.valueOf(SHARED), "tables", json.path("table").asText())
                    .toString();
        }

        GradientExport gradient(String source, int partitions) throws IOException {
            RunConfig config =
                    RunConfig.load(null, Map.of("data.label", json.path("label").asText(), "data.missing", "mean"));
            GradientJob.Request request = new GradientJob.Request(
                    config,
                    source,
                    SplitName.TRAIN,
                    null,
                    StreamSupport.stream(json.path("sizes").spliterator(), false)
                            .map(JsonNode::asInt)
                            .toList(),
                    List.of(),
                    Spelling.read(json.path("activation").asText(), Activation.class)
                            .orElseThrow(),
                    Spelling.read(json.path("loss").asText(), Loss.class).orElseThrow(),
                    golden,
                    Initializer.KAIMING_FAN_IN,
                    1,
                    partitions,
                    512,
                    Kernel.AUTO,
                    List.of(),
                    0,
                    0);
            try (Connection connection = spark.connection(config)) {
                GradientJob job = GradientJob.prepare(request, connection, RunListener.NONE);
                return connection
                        .session()
                        .run(() -> job.on(connection.session()))
                        .export();
            }
        }

        void assertNear(GradientExport export, Path written) throws IOException {
            double loss = json.path("lossValue").asDouble();
            assertThat(export.summary().loss()).isEqualTo(loss, within(1e-6 * loss));
            Files.createDirectories(written);
            export.write(written);
            Architecture architecture = export.summary().architecture();
            for (TensorLayout tensor : architecture.tensors()) {
                String file = "grad_" + tensor.name() + ".npy";
                double[] ours = Npy.read(written.resolve(file), tensor.shape());
                double[] theirs = Npy.read(golden.resolve(file), tensor.shape());
                double difference = 0;
                double norm = 0;
                for (int i = 0; i < ours.length; i++) {
                    difference += (ours[i] - theirs[i]) * (ours[i] - theirs[i]);
                    norm += theirs[i] * theirs[i];
                }
                assertThat(Math.sqrt(difference / norm)).as(file).isLessThanOrEqualTo(NORMWISE);
            }
        }
    }

    /** The digests are those of every processor: no run of this test may find others. */
    @ParameterizedTest
    @CsvSource({
        "iris, 07b8ff81e690",
        "pima, 99b38a41314d",
        "votes, 0880e420a948",
        "boston, 541b52ece2b5",
        "diamonds, 0d521946de91",
        "letter, 80a997400787",
    })
    void everyLayoutHasPyTorchsGradientInTheSameBits(String name, String digest) throws IOException {
        Case of = Case.of(name);
        GradientExport export = of.gradient(of.table(), 1);
        of.assertNear(export, folder.resolve("export"));
        List<String> inputs = new ArrayList<>();
        of.json.path("inputs").forEach(input -> inputs.add(input.asText()));
        assertThat(export.summary().inputs())
                .extracting(GradientExport.Input::name)
                .isEqualTo(inputs);
        for (int partitions : List.of(3, 8)) {
            assertThat(of.gradient(of.table(), partitions).sha256())
                    .as("%d partitions", partitions)
                    .isEqualTo(export.sha256());
        }
        assertThat(export.sha256()).startsWith(digest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"iris", "pima", "diamonds"})
    void theSameRowsAsParquetOrShuffledInto17FilesHaveTheSameBits(String name) throws IOException {
        Case of = Case.of(name);
        String digest = of.gradient(of.table(), 2).sha256();
        Dataset<Row> rows = spark.session()
                .read()
                .option("header", "true")
                .option("inferSchema", "true")
                .csv(of.table());
        String parquet = folder.resolve(name + ".parquet").toString();
        rows.coalesce(2).write().parquet(parquet);
        Path files = folder.resolve("files");
        rows.repartition(17, functions.rand(3))
                .sortWithinPartitions(functions.rand(4))
                .write()
                .option("header", "true")
                .csv(files.toString());
        assertThat(csvFiles(files)).hasSize(17);
        assertThat(of.gradient(parquet, 3).sha256()).as("parquet").isEqualTo(digest);
        assertThat(of.gradient(files.toString(), 2).sha256()).as("17 files").isEqualTo(digest);
    }

    private static Set<String> csvFiles(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return new TreeSet<>(files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".csv"))
                    .toList());
        }
    }
}
