package io.lockstep.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.config.RunConfig;
import io.lockstep.doctor.Finding.Verdict;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each fault planted in what an otherwise sound executor says of itself. */
class ExaminationTest {
    private static final HostReport SOUND = new HostReport(
            "17.0.15+6",
            List.of(),
            "3.5.7",
            "2.12.18",
            1L << 30,
            1L << 30,
            List.of(),
            List.of(),
            "CPU OpenBLAS",
            "",
            "",
            "/cache",
            true);

    private static List<Finding> problems(HostReport executor, String... settings) {
        Findings findings = new Findings();
        Map<String, String> overrides =
                settings.length == 0 ? Map.of() : Map.of(settings[0], settings[1], settings[2], settings[3]);
        Examination examination = new Examination(RunConfig.load(null, overrides), findings);
        examination.host("executor 1", executor, SOUND);
        examination.gpu("executor 1", executor);
        return findings.problems();
    }

    @Test
    void aSoundExecutorHasNoProblem() {
        assertThat(problems(SOUND)).isEmpty();
    }

    @Test
    void anotherJava() {
        assertThat(problems(changed("25.0.1+8", List.of(), "3.5.7", List.of(), "", "/cache", true)))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.what()).isEqualTo("version 25.0.1+8, expected 17");
                    assertThat(problem.remedy()).contains("JAVA_HOME");
                    assertThat(problem.where()).containsExactly("executor 1");
                });
    }

    @Test
    void closedModules() {
        assertThat(problems(changed("17.0.15", List.of("java.base/java.nio"), "3.5.7", List.of(), "", "/cache", true)))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.what()).isEqualTo("closed to Spark: java.base/java.nio");
                    assertThat(problem.remedy()).contains("submit/lib/java-options");
                });
    }

    @Test
    void anotherSparkThanTheDrivers() {
        assertThat(problems(changed("17.0.15", List.of(), "3.4.1", List.of(), "", "/cache", true)))
                .singleElement()
                .extracting(Finding::remedy)
                .asString()
                .contains("the driver has Spark 3.5.7");
    }

    @Test
    void jarsThatClash() {
        assertThat(problems(changed("17.0.15", List.of(), "3.5.7", List.of("a is in b and in c"), "", "/cache", true)))
                .singleElement()
                .extracting(Finding::what)
                .isEqualTo("a is in b and in c");
    }

    @Test
    void noBackendNoFolderForItNoData() {
        assertThat(problems(
                        changed("17.0.15", List.of(), "3.5.7", List.of(), "libgomp.so.1 is missing", "/cache", true)))
                .singleElement()
                .extracting(Finding::what)
                .isEqualTo("libgomp.so.1 is missing");
        assertThat(problems(changed("17.0.15", List.of(), "3.5.7", List.of(), "/home is mounted noexec", "", true)))
                .singleElement()
                .extracting(Finding::what)
                .isEqualTo("/home is mounted noexec");
        assertThat(problems(changed("17.0.15", List.of(), "3.5.7", List.of(), "", "/cache", false)))
                .singleElement()
                .extracting(Finding::group)
                .isEqualTo("data");
    }

    @Test
    void aGpuThatCannotBeUsedIsAProblemOnlyForWhoMustHaveOne() {
        HostReport without = new HostReport(
                "17.0.15",
                List.of(),
                "3.5.7",
                "2.12.18",
                1,
                1,
                List.of(),
                List.of(),
                "CPU",
                "",
                "no driver",
                "/cache",
                true);
        assertThat(problems(without, "compute.backend", "gpu", "compute.kernel", "nd4j"))
                .singleElement()
                .extracting(Finding::what)
                .isEqualTo("no driver");
        assertThat(problems(without, "compute.backend", "prefer-gpu", "compute.kernel", "nd4j"))
                .isEmpty();
    }

    @Test
    void whatIsTheSameInSeveralPlacesIsOneFinding() {
        Findings findings = new Findings();
        findings.ok("java", "driver", "version 17");
        findings.ok("java", "executor 0", "version 17");
        findings.problem("java", "executor 1", "version 11", "Upgrade.");
        assertThat(findings.all())
                .extracting(Finding::where)
                .containsExactly(List.of("driver", "executor 0"), List.of("executor 1"));
        assertThat(findings.all()).extracting(Finding::verdict).containsExactly(Verdict.OK, Verdict.PROBLEM);
    }

    private static final Map<String, String> UNCHECKED = Map.of("check.against", "");

    private static MemoryEstimate estimate(int hidden, int slots, Map<String, String> settings) {
        Architecture architecture = new Architecture(List.of(784, hidden, 10), Activation.RELU, Loss.CROSS_ENTROPY);
        return MemoryEstimate.of(architecture, RunConfig.load(null, settings), slots);
    }

    @Test
    void aTableNeedsRoomForReadingAndSorting() {
        MemoryEstimate images = estimate(50, 2, UNCHECKED);
        MemoryEstimate table = images.withTable(2);
        assertThat(table.executorHeap() - images.executorHeap()).isEqualTo(128L << 20);
        assertThat(table.driverHeap() - images.driverHeap()).isEqualTo(64L << 20);
        assertThat(table.executorNative()).isEqualTo(images.executorNative());
    }

    @Test
    void theEstimateGrowsWithParametersRowsAndSlots() {
        MemoryEstimate one = estimate(50, 1, UNCHECKED);
        MemoryEstimate large = estimate(40_000, 1, UNCHECKED);
        assertThat(MemoryEstimate.mib(one.executorHeap())).isBetween(300L, 320L);
        assertThat(large.executorHeap()).isGreaterThan(one.executorHeap() + (900L << 20));
        assertThat(estimate(40_000, 2, UNCHECKED).executorHeap()).isGreaterThan(large.executorHeap() + (700L << 20));
        Map<String, String> moreRows = Map.of("check.against", "", "block.rows", "4096");
        assertThat(estimate(40_000, 1, moreRows).executorHeap()).isGreaterThan(large.executorHeap() + (1_500L << 20));
        Map<String, String> byNd4j = Map.of("check.against", "", "compute.kernel", "nd4j");
        Map<String, String> moreRowsByNd4j =
                Map.of("check.against", "", "compute.kernel", "nd4j", "block.rows", "4096");
        assertThat(estimate(40_000, 1, moreRowsByNd4j).executorNative())
                .isGreaterThan(estimate(40_000, 1, byNd4j).executorNative() + (1_500L << 20));
        assertThat(estimate(40_000, 1, Map.of()).driverHeap()).isGreaterThan(large.driverHeap());
    }

    /** 40,000 hidden units are 31.8 million parameters: an array of double is 243 MiB. */
    @Test
    void theEstimateKnowsTheOptimizersMemoryShufflesAndLocalSteps() {
        MemoryEstimate plain = estimate(40_000, 2, UNCHECKED);
        MemoryEstimate adam = estimate(40_000, 2, Map.of("check.against", "", "optimizer.name", "adam"));
        assertThat(adam.driverHeap()).isGreaterThan(plain.driverHeap() + ((6 * 240L) << 20));
        assertThat(adam.executorHeap()).isEqualTo(plain.executorHeap());
        assertThat(estimate(40_000, 2, Map.of("check.against", "", "batch.blocks", "4"))
                        .executorHeap())
                .isEqualTo(plain.executorHeap() + (128L << 20));
        MemoryEstimate local = estimate(
                40_000,
                2,
                Map.of("check.every", "off", "train.sync", "local:4", "cluster.partitions", "8", "check.against", ""));
        assertThat(local.driverHeap()).isGreaterThan(plain.driverHeap() + ((8 * 120L) << 20));
        assertThat(local.executorHeap()).isGreaterThan(plain.executorHeap());
    }

    private static HostReport changed(
            String java,
            List<String> closed,
            String spark,
            List<String> clashes,
            String backendProblem,
            String nativeFolder,
            boolean seesData) {
        return new HostReport(
                java,
                closed,
                spark,
                "2.12.18",
                1,
                1,
                clashes,
                List.of("guava in versions 14.0.1 and 31"),
                "CPU",
                backendProblem,
                "",
                nativeFolder,
                seesData);
    }
}
