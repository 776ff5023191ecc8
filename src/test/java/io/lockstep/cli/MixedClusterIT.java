package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.cluster.StandaloneCluster;
import io.lockstep.pass.vector.VectorModule;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cluster of two kinds of machine: one worker's environment makes OpenBLAS take the kernels of another type of processor, and
 * the JVM shorter vectors. Every x86-64 can run the kernels of Prescott, and no OpenBLAS of today takes them by itself.
 */
@Tag("drill")
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MixedClusterIT {
    private static final String USUAL = "127.0.0.1";
    private static final String ODD = "127.0.0.2";
    private static final Map<String, String> OTHER =
            Map.of("OPENBLAS_CORETYPE", "Prescott", "JAVA_TOOL_OPTIONS", "-XX:MaxVectorSize=16");
    private static final String ON_A_BLAS = "compute.kernel=nd4j";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private static Path shared;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static StandaloneCluster cluster;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void startCluster() throws IOException {
        assumeThat(System.getProperty("os.arch")).isIn("amd64", "x86_64");
        cluster = StandaloneCluster.start(shared, Map.of());
        cluster.addWorker(USUAL, 1, "1g");
    }

    @AfterAll
    static void stopCluster() {
        if (cluster != null) {
            cluster.close();
        }
    }

    private static void addOddWorker() throws IOException {
        if (!cluster.hasWorker(ODD)) {
            cluster.addWorker(ODD, 1, "1g", OTHER);
        }
    }

    /** Each computes a part of every step, the driver all of the last one, and the check local finds the same bits. */
    @Test
    void withTheKernelVectorAMixtureGivesTheSameBits() throws IOException {
        addOddWorker();
        Map<String, String> vectors = Map.of("spark.executor.extraJavaOptions", VectorModule.OPTION);
        assertThat(run(vectors, train("run.id=vector", "check.against=local")))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .containsPattern("(?m)^  bits        identical: 2 executors and the driver, probe [0-9a-f]{12}, ")
                .contains("vectors of 128 bits")
                .contains("cluster against local: bit-identical");
        assertThat(record("vector").path("fingerprints"))
                .extracting(taken -> taken.at("/fingerprint/backend/coreType").asText())
                .hasSize(3)
                .contains("vectors of 128 bits");
    }

    @Test
    void aMixtureIsNamedAndStoppedUnlessItIsAccepted() throws IOException {
        addOddWorker();
        assertThat(run(Map.of(), train("run.id=stop", ON_A_BLAS))).isEqualTo(ExitCode.RESOURCES.code());
        assertThat(err.toString())
                .containsPattern(
                        "^lockstep: resources: cluster.mixed: expected bit-identical results from all processes, found 2"
                                + " groups that differ: executor \\d at 127.0.0.1, the driver at 127.0.0.1 \\(probe [0-9a-f]{12}, core type \\w+\\);"
                                + " executor \\d at 127.0.0.2 \\(probe [0-9a-f]{12}, core type Prescott\\)."
                                + " Set spark.executorEnv.OPENBLAS_CORETYPE=\\w+, and OPENBLAS_CORETYPE=\\w+ in the driver's");
        JsonNode record = record("stop.partial");
        assertThat(record.path("verdict").asText()).isEqualTo("resources");
        assertThat(record.path("fingerprints")).hasSize(3);
        assertThat(record.path("steps")).isEmpty();

        assertThat(run(Map.of(), train("run.id=accept", ON_A_BLAS, "cluster.mixed=accept", "check.against=reference")))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .contains("  bits        NOT IDENTICAL (cluster.mixed = accept): results depend on which executor")
                .contains(" at 127.0.0.1 (probe ", " at 127.0.0.2 (probe ", "core type Prescott)");
        assertThat(record("accept").path("fingerprints")).hasSize(2); // the driver is not asked for what executors give
    }

    @Test
    void whatTheMessageAdvisesMakesThemOneKind() throws IOException {
        addOddWorker();
        Map<String, String> advice = Map.of("spark.executorEnv.OPENBLAS_CORETYPE", "Prescott");
        assertThat(run(advice, train("run.id=one", ON_A_BLAS, "check.against=reference")))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .containsPattern("(?m)^  bits        identical: 2 executors, probe [0-9a-f]{12}, Prescott");
    }

    @Test
    void theDoctorSaysSoBeforeARunDoes() throws IOException {
        addOddWorker();
        assertThat(run(
                        Map.of(),
                        List.of("doctor", "-D", "data.source=drawn", "-D", "cluster.min-slots=2", "-D", ON_A_BLAS)))
                .isEqualTo(ExitCode.RESOURCES.code());
        assertThat(out.toString().replaceAll("\\s+", " "))
                .containsPattern(
                        " problem results differ in some bits: executor \\d at 127.0.0.1, the driver at 127.0.0.1 \\(probe ")
                .contains("core type Prescott)", "Set spark.executorEnv.OPENBLAS_CORETYPE=", "`train` cannot run: ");
    }

    @Test
    void anExecutorThatComesLaterContributesNothingAndStopsTheRun() throws Exception {
        if (cluster.hasWorker(ODD)) {
            cluster.killWorker(ODD);
        }
        List<String> endless =
                train("run.id=late", ON_A_BLAS, "train.steps=1000000", "cluster.min-slots=1", "cluster.partitions=4");
        CompletableFuture<Integer> code = CompletableFuture.supplyAsync(() -> run(Map.of(), endless));
        StandaloneCluster.await("the third step", () -> thirdStepOrEnd(code));
        addOddWorker();
        assertThat(code.get()).isEqualTo(ExitCode.RESOURCES.code());
        assertThat(err.toString())
                .containsPattern(
                        "^lockstep: resources: cluster.mixed: expected bit-identical results from all processes, found 2"
                                + " groups that differ: the processes at the start of the run \\(probe [0-9a-f]{12}, core type \\w+\\); executor 1 at"
                                + " 127.0.0.2 \\(probe [0-9a-f]{12}, core type Prescott\\). Set spark.executorEnv");
        JsonNode record = record("late.partial");
        assertThat(record.path("verdict").asText()).isEqualTo("resources");
        assertThat(record.path("failure").asText()).startsWith("cluster.mixed: ");
        assertThat(record.path("executors")).hasSize(2);
        assertThat(record.path("fingerprints")).hasSize(2); // the first executor and the driver
    }

    private @Nullable Boolean thirdStepOrEnd(CompletableFuture<Integer> code) {
        return (out.toString().contains("  step   3 ") || code.isDone()) ? Boolean.TRUE : null;
    }

    private List<String> train(String... settings) {
        List<String> arguments = new ArrayList<>(List.of("train"));
        List<String> all = new ArrayList<>(List.of(
                "data.source=drawn",
                "data.rows=600",
                "block.rows=100",
                "train.steps=2",
                "cluster.min-slots=2",
                "run.output=" + folder));
        all.addAll(List.of(settings));
        Map<String, String> last = new HashMap<>(); // each key once
        all.forEach(setting -> last.put(setting.substring(0, setting.indexOf('=')), setting));
        last.values().forEach(setting -> arguments.addAll(List.of("-D", setting)));
        return arguments;
    }

    /** The command with the properties that spark-submit would set. */
    private int run(Map<String, String> more, List<String> arguments) {
        Map<String, String> properties = cluster.settings(more);
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        properties.forEach(System::setProperty);
        try {
            return CommandLines.execute(
                    new PrintWriter(out, true), new PrintWriter(err, true), arguments.toArray(String[]::new));
        } finally {
            properties.keySet().forEach(System::clearProperty);
        }
    }

    private JsonNode record(String run) throws IOException {
        return new ObjectMapper()
                .readTree(folder.resolve(run).resolve("run.json").toFile());
    }
}
