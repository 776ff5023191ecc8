package io.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark runs from any folder and measures whom it names. What it measures is not looked at. */
@Tag("drill")
class BenchIT {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @Test
    void aStepIsMeasuredBesideItsFloorAndThePeersThatAreHere() throws Exception {
        assertThat(bench("--only", "step", "--quick", "--data", "drawn", "--json", "step.json"))
                .as(read("err"))
                .isZero();
        JsonNode results =
                new ObjectMapper().readTree(folder.resolve("step.json").toFile());
        assertThat(results).hasSize(1);
        JsonNode step = results.get(0);
        assertThat(step.get("work").asText()).isEqualTo("step-784-50-1");
        assertThat(step.get("ours_ms").asDouble()).isPositive();
        assertThat(step.get("floor_ms").asDouble()).isPositive();
        assertThat(step.get("repeats").asInt()).isEqualTo(2);
        for (String peer : List.of("pytorch", "nd4j-naive", "dl4j-spark", "mllib")) {
            assertThat(step.get("peers").has(peer) || step.get("missing").has(peer))
                    .as(peer)
                    .isTrue();
        }
        List<String> measured = new ArrayList<>(List.of("lockstep", "floor"));
        step.get("peers").fieldNames().forEachRemaining(measured::add);
        assertThat(measured).contains("nd4j-naive", "dl4j-spark", "mllib"); // these come with the project
        for (String name : measured) {
            assertThat(step.get("spread").get(name)).as(name).hasSize(2);
            assertThat(step.get("versions").get(name).asText()).as(name).isNotEmpty();
        }
        assertThat(read("out")).contains("step-784-50-1", "lockstep", "floor", "dl4j-spark");
        assertThat(read("out").lines()).allMatch(line -> line.length() <= 100);
    }

    @Test
    void tablesAreLearntBesideThePeersThatAreHere() throws Exception {
        assertThat(bench("--only", "table", "--quick", "--json", "table.json"))
                .as(read("err"))
                .isZero();
        JsonNode results =
                new ObjectMapper().readTree(folder.resolve("table.json").toFile());
        assertThat(results).isNotEmpty(); // "letter" is not everywhere
        for (JsonNode table : results) {
            assertThat(table.get("ours_ms").asDouble()).isPositive();
            for (String peer : List.of("xgboost", "mlp-lbfgs", "mlp-gd")) { // these come with the benchmark
                assertThat(table.get("peers").get(peer).asDouble()).as(peer).isPositive();
                assertThat(table.get("details").get(peer + ", best").asText()).contains("%");
            }
        }
        assertThat(read("out").lines()).allMatch(line -> line.length() <= 100);
    }

    @Test
    void transformIsMeasuredDenseAndSparse() throws Exception {
        assertThat(bench("--only", "transform", "--quick", "--data", "drawn"))
                .as(read("err"))
                .isZero();
        assertThat(read("out"))
                .contains("transform-16-128-26-dense", "transform-784-50-10-dense", "transform-784-512-512-10-sparse");
    }

    @Test
    void roundsOfStepsAreMeasuredBesideAJobAStepHereAndOnExecutors() throws Exception {
        assertThat(bench("--only", "rounds", "--quick", "--data", "drawn", "--json", "rounds.json"))
                .as(read("err"))
                .isZero();
        JsonNode results =
                new ObjectMapper().readTree(folder.resolve("rounds.json").toFile());
        List<String> works = new ArrayList<>();
        for (JsonNode result : results) {
            works.add(result.get("work").asText());
            assertThat(result.get("ours_ms").isNumber()).isTrue();
            assertThat(result.get("goals")).as(result.get("work").asText()).hasSize(1);
            assertThat(result.get("peers").has("job-a-step")
                            || result.get("peers").has("empty-job"))
                    .isTrue();
        }
        assertThat(works)
                .containsExactly(
                        "round-local",
                        "round-million-local",
                        "round-start-local",
                        "round-executors",
                        "round-million-executors",
                        "round-start-executors",
                        "round-executors-encrypted");
        assertThat(read("out")).contains("MiB of an executor, rounds, heap after a collection");
    }

    private int bench(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of("submit/bench").toAbsolutePath().toString());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
        if (!process.waitFor(10, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("no end within 10 minutes: " + read("out") + read("err"));
        }
        return process.exitValue();
    }

    private String read(String file) throws IOException {
        return Files.readString(folder.resolve(file));
    }
}
