package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.cluster.StandaloneCluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster that lets in only who knows its secret, and encrypts what it sends and what it spills. */
class SecureClusterIT {
    private static final String SECRET = "correct-horse-battery-staple";
    private static final Map<String, String> SECURITY = Map.of(
            "spark.authenticate", "true",
            "spark.authenticate.secret", SECRET,
            "spark.network.crypto.enabled", "true",
            "spark.io.encryption.enabled", "true");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private static Path shared;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static StandaloneCluster cluster;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @BeforeAll
    static void startCluster() throws IOException {
        cluster = StandaloneCluster.start(shared, SECURITY);
        cluster.addWorker("127.0.0.1", 2, "2g");
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @Test
    @Tag("drill")
    void theBitsAreThoseOfLocalModeAndTheSecretIsNowhere() throws Exception {
        Map<String, String> properties = new TreeMap<>(SECURITY);
        properties.put("spark.logConf", "true"); // Spark logs its properties, and hides this one
        assertThat(train("secure", "standalone", properties)).as(output()).isZero();
        assertThat(train("local", "local", Map.of("spark.master", "local[2]")))
                .as(output())
                .isZero();
        for (String tensor : List.of("w1", "b1", "w2", "b2")) {
            assertThat(Files.readAllBytes(folder.resolve("secure/model").resolve(tensor + ".npy")))
                    .isEqualTo(Files.readAllBytes(folder.resolve("local/model").resolve(tensor + ".npy")));
        }
        assertThat(folder.resolve("secure/run.json")).content().contains("\"mode\" : \"stage\"");
        assertThat(folder.resolve("secure/lockstep.log")).content().contains("spark.authenticate.secret=****");
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(SECRET);
            }
        }
    }

    @Test
    @Tag("drill")
    void whoDoesNotKnowTheSecretIsToldSo() throws Exception {
        assertThat(train("stranger", "standalone", Map.of("spark.authenticate", "false")))
                .as(output())
                .isEqualTo(ExitCode.RESOURCES.code());
        assertThat(output())
                .contains("lockstep: resources: spark.master: expected a cluster that answers at " + cluster.url())
                .contains("that it uses the same spark.authenticate secret");
        assertThat(folder.resolve("stranger.partial/run.json")).content().contains("\"verdict\" : \"resources\"");
    }

    private int train(String id, String script, Map<String, String> properties) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of("submit", script).toAbsolutePath().toString(), "train"));
        for (String setting : List.of(
                "data.source=drawn",
                "data.rows=1500",
                "block.rows=64",
                "batch.blocks=4",
                "train.steps=20",
                "train.evaluate-every=0",
                "cluster.steps=" + (script.equals("standalone") ? "stage" : "job"),
                "cluster.startup-timeout="
                        + (properties.containsValue("false") ? "20s" : "2m"), // for who is not let in
                "run.output=" + folder,
                "run.id=" + id)) {
            command.addAll(List.of("-D", setting));
        }
        command.add("--");
        if (script.equals("standalone")) {
            command.addAll(List.of("--master", cluster.url(), "--conf", "spark.driver.host=127.0.0.1"));
        }
        properties.forEach((key, value) -> command.addAll(List.of("--conf", key + "=" + value)));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        Process process = builder.start();
        if (!process.waitFor(3, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("no end within 3 minutes: " + output());
        }
        return process.exitValue();
    }

    private String output() throws IOException {
        return Files.exists(folder.resolve("output")) ? Files.readString(folder.resolve("output")) : "";
    }
}
