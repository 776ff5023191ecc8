package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.data.Npy;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The gradient command on the real MNIST, against the gradients that PyTorch's autograd computed in float64. */
class GoldenGradientTest {
    /** PyTorch's own float32 is at 2e-8 to 3e-7 on these cases; ours may be three times as far at most. */
    private static final double NORMWISE = 1e-6;

    private static final @Nullable String SHARED = System.getenv("LOCKSTEP_SHARED");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @BeforeEach
    void needsSharedData() {
        assumeTrue(SHARED != null, "LOCKSTEP_SHARED is not set: no MNIST and no gradients to compare with");
    }

    @Test
    void everyLayoutExportsPyTorchsGradientInTheSameBits() throws Exception {
        assertEveryLayoutExports("softmax-relu", "f3d140d1295d");
    }

    @ParameterizedTest
    @CsvSource({"seed-mse-relu, 708ef27934dc", "seed-mse-shifted-relu, 4ce7ac983015"})
    @Tag("drill")
    void everyLayoutExportsPyTorchsOtherGradientsInTheSameBits(String name, String digest) throws Exception {
        assertEveryLayoutExports(name, digest);
    }

    /** The digest is that of every processor: no run of this test may find another. */
    private void assertEveryLayoutExports(String name, String digest) throws Exception {
        Path golden = Path.of(SHARED, "golden", name);
        JsonNode expected =
                new ObjectMapper().readTree(golden.resolve("case.json").toFile());
        List<String> digests = new ArrayList<>();
        for (int partitions : List.of(1, 3, 8)) {
            Path export = folder.resolve("export-" + partitions);
            gradient(golden, expected, partitions, export);
            JsonNode found =
                    new ObjectMapper().readTree(export.resolve("gradient.json").toFile());
            digests.add(found.path("sha256").asText());

            double loss = expected.path("lossValue").asDouble();
            assertThat(found.path("loss").asDouble()).isEqualTo(loss, within(1e-6 * loss));
            assertThat(found.path("mean").asDouble()).isEqualTo(0.1304497, within(5e-8));
            assertThat(found.path("deviation").asDouble()).isEqualTo(0.3072898, within(5e-8));
            JsonNode hidden = expected.path("activationStats").path(0);
            JsonNode relu = found.path("activations").path(1);
            assertThat(relu.path("mean").asDouble()).isEqualTo(hidden.path(0).asDouble(), within(1e-6));
            assertThat(relu.path("deviation").asDouble())
                    .isEqualTo(hidden.path(1).asDouble(), within(1e-6));
            assertGradients(golden, export, expected.path("sizes"));
        }
        assertThat(digests).hasSize(3).containsOnly(digests.get(0));
        assertThat(digests.get(0)).startsWith(digest);
    }

    private static void assertGradients(Path golden, Path export, JsonNode sizes) {
        for (int layer = 1; layer < sizes.size(); layer++) {
            int in = sizes.path(layer - 1).asInt();
            int out = sizes.path(layer).asInt();
            assertNear(golden, export, "grad_w" + layer + ".npy", List.of(in, out));
            assertNear(golden, export, "grad_b" + layer + ".npy", List.of(out));
        }
    }

    private static void assertNear(Path golden, Path export, String file, List<Integer> shape) {
        double[] theirs = Npy.read(golden.resolve(file), shape);
        double[] ours = Npy.read(export.resolve(file), shape);
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < ours.length; i++) {
            difference += (ours[i] - theirs[i]) * (ours[i] - theirs[i]);
            norm += theirs[i] * theirs[i];
        }
        assertThat(Math.sqrt(difference / norm)).as(file).isLessThanOrEqualTo(NORMWISE);
    }

    private static void gradient(Path golden, JsonNode expected, int partitions, Path export) {
        String network = StreamSupport.stream(expected.path("sizes").spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.joining("-"));
        StringWriter errors = new StringWriter();
        int code = SparkProperties.with(() -> CommandLines.execute(
                new PrintWriter(new StringWriter()),
                new PrintWriter(errors, true),
                "gradient",
                "--data",
                Path.of(SHARED, "mnist").toString(),
                "--rows",
                expected.path("rows").asText(),
                "--network",
                network,
                "--activation",
                expected.path("activation").asText(),
                "--loss",
                expected.path("loss").asText(),
                "--parameters",
                golden.toString(),
                "--partitions",
                "" + partitions,
                "--export",
                export.toString()));
        assertThat(code).as(errors.toString()).isZero();
    }
}
