package io.lockstep.doctor;

import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.bits.Fingerprints;
import io.lockstep.cluster.executor.ExecutorDescription;
import io.lockstep.config.MixedCluster;
import io.lockstep.config.RunConfig;
import io.lockstep.data.Storage;
import io.lockstep.network.Architecture;
import io.lockstep.pass.device.BackendPolicy;
import io.lockstep.pass.plan.PassPlan;
import io.lockstep.pass.plan.ProbeBlocks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Converts the reports to findings. */
public final class Examination {
    private static final int JAVA = 17;
    private static final String SCALA = "2.12";
    private static final String DRIVER = "driver";
    private static final List<String> WHAT_A_PASS_NEEDS = List.of("nd4j", "gpu", "memory");

    private final RunConfig config;
    private final Findings findings;

    /** The examination of a job with this configuration. */
    public Examination(RunConfig config, Findings findings) {
        this.config = config;
        this.findings = findings;
    }

    /** Checks the driver, before it connects to a cluster. */
    public void driver(HostReport driver) {
        host(DRIVER, driver, driver);
    }

    /** Checks the cluster, and each of its executors against the driver. */
    public void cluster(ClusterSession session, HostReport driver) {
        ClusterSession.Description spark = session.describe();
        findings.ok(
                "cluster",
                DRIVER,
                "Spark %s on %s, %d task slots, %s partitions"
                        .formatted(
                                spark.version(),
                                spark.master(),
                                spark.slots(),
                                config.cluster().partitions() == 0
                                        ? spark.slots()
                                        : config.cluster().partitions()));
        Map<String, HostReport> reports = session.onEachExecutor(HostReport.look(config));
        for (ExecutorDescription executor : session.executors()) {
            if (executor.lost().isEmpty()) {
                executor(executor, reports.get(executor.id()), driver);
            }
        }
        if (config.compute().backend() == BackendPolicy.CPU) {
            findings.ok("gpu", DRIVER, "not asked for (compute.backend = cpu)");
        }
    }

    /** Checks that the results of all processes are bit-identical; last, because it runs a pass on each, which must not fail. */
    public void bits(ClusterSession session, ProbeBlocks probe, PassPlan onCpu) {
        if (findings.problems().stream().anyMatch(problem -> WHAT_A_PASS_NEEDS.contains(problem.group()))) {
            return;
        }
        PassPlan passPlan = session.choose(onCpu, config.compute().backend()).plan();
        Fingerprints fingerprints =
                session.fingerprints(probe, passPlan, config.check().asksLocal());
        if (!fingerprints.areMixed()) {
            findings.ok("cluster", DRIVER, "bit-identical results: " + fingerprints.summary());
            return;
        }
        String kinds = "results differ in some bits: " + String.join("; ", fingerprints.kinds());
        if (config.cluster().mixed() == MixedCluster.ACCEPT) {
            findings.note("cluster", DRIVER, kinds + "; cluster.mixed = accept allows it");
        } else {
            findings.problem("cluster", DRIVER, kinds, fingerprints.remedy());
        }
    }

    private void executor(ExecutorDescription executor, @Nullable HostReport report, HostReport driver) {
        boolean local = executor.id().equals(DRIVER);
        String where = local ? DRIVER : "executor " + executor.id();
        if (!local) {
            findings.ok(
                    "cluster",
                    where,
                    "%s: %d %s%s"
                            .formatted(
                                    executor.host(),
                                    executor.cores(),
                                    executor.cores() == 1 ? "core" : "cores",
                                    executor.gpus().isEmpty() ? "" : ", GPUs " + executor.gpus()));
        }
        if (report == null) {
            findings.note("cluster", where, "busy: no answer");
            return;
        }
        if (!local) {
            host(where, report, driver);
        }
        gpu(where, report);
    }

    /** Checks that a task there can use its GPU, if one is requested. */
    void gpu(String where, HostReport host) {
        BackendPolicy policy = config.compute().backend();
        if (policy != BackendPolicy.CPU && host.gpu().isEmpty()) {
            findings.ok("gpu", where, "tasks can use the GPU that Spark assigns");
        } else if (policy == BackendPolicy.GPU) {
            findings.problem("gpu", where, host.gpu(), "Or set compute.backend = prefer-gpu.");
        } else if (policy == BackendPolicy.PREFER_GPU) {
            findings.note("gpu", where, "the CPU will be used: " + host.gpu());
        }
    }

    void host(String where, HostReport host, HostReport driver) {
        findings.require(
                isJava17(host.java()),
                "java",
                where,
                "version " + host.java() + (isJava17(host.java()) ? "" : ", expected 17"),
                "Set JAVA_HOME to a JDK 17, and spark.executorEnv.JAVA_HOME on a cluster.");
        findings.require(
                host.closedPackages().isEmpty(),
                "java",
                where,
                host.closedPackages().isEmpty()
                        ? "the packages that Spark needs are open"
                        : "closed to Spark: " + String.join(", ", host.closedPackages()),
                "Start with the scripts in submit/, or pass the options in submit/lib/java-options to Java.");
        findings.require(
                host.scala().startsWith(SCALA) && host.spark().equals(driver.spark()),
                "spark",
                where,
                "Spark %s, Scala %s".formatted(host.spark(), host.scala()),
                "Use one Spark 3.5 for Scala 2.12 everywhere; the driver has Spark %s.".formatted(driver.spark()));
        if (host.clashes().isEmpty() && host.versions().isEmpty()) {
            findings.ok("spark", where, "no class is on the class path twice");
        }
        for (String library : host.versions()) {
            findings.note("spark", where, "the class path has " + library);
        }
        for (String clash : host.clashes()) {
            findings.problem(
                    "spark", where, clash, "Remove one of them from the class path (--jars, spark.*.extraClassPath).");
        }
        findings.require(
                host.backendProblem().isEmpty(),
                "nd4j",
                where,
                host.backendProblem().isEmpty() ? host.backend() : host.backendProblem(),
                ""); // which the problem says itself
        if (!host.nativeFolder().isEmpty()) {
            findings.ok("nd4j", where, "native libraries are unpacked to " + host.nativeFolder());
        }
        if (!host.seesData() && !where.equals(DRIVER)) { // what the driver thinks of the data, it says at length
            findings.problem(
                    "data",
                    where,
                    config.data().source() + " was not found",
                    "Put it where the driver and all executors can read it under the same path.");
        }
    }

    private static boolean isJava17(String version) {
        return Runtime.Version.parse(version).feature() == JAVA;
    }

    /** Compares heap and native memory with the needs of the run. */
    public void memory(ClusterSession session, HostReport driver, Architecture architecture, boolean isTable) {
        boolean local = session.isLocal();
        int slots = session.slotsOfAnExecutor();
        MemoryEstimate plain = MemoryEstimate.of(architecture, config, slots);
        MemoryEstimate need = isTable ? plain.withTable(slots) : plain;
        if (local) {
            long heap = need.driverHeap() + need.executorHeap() - MemoryEstimate.JAVA; // which is in both
            heap("driver", driver.maxHeap(), heap, "LOCKSTEP_MEMORY=%dm".formatted(withMargin(heap)));
            natives("driver", driver.maxNative(), need.executorNative(), "LOCKSTEP_MEMORY");
            return;
        }
        heap(
                "driver",
                driver.maxHeap(),
                need.driverHeap(),
                "--conf spark.driver.memory=%dm".formatted(withMargin(need.driverHeap())));
        heap(
                "executors",
                session.executorHeap(),
                need.executorHeap(),
                "--conf spark.executor.memory=%dm".formatted(withMargin(need.executorHeap())));
        natives(
                "executors",
                session.executorOverhead(),
                need.executorNative(),
                "--conf spark.executor.memoryOverhead=%dm".formatted(MemoryEstimate.mib(need.executorNative())));
    }

    private void heap(String where, long has, long needs, String setting) {
        findings.require(
                has >= needs,
                "memory",
                where,
                "heap %,d MiB, the run needs up to %,d".formatted(MemoryEstimate.mib(has), MemoryEstimate.mib(needs)),
                "Set " + setting + ", or use a smaller network or block.rows.");
    }

    private void natives(String where, long has, long needs, String setting) {
        findings.require(
                has >= needs,
                "memory",
                where,
                "outside the heap %,d MiB, the run needs up to %,d"
                        .formatted(MemoryEstimate.mib(has), MemoryEstimate.mib(needs)),
                "Set " + setting + ", or use a smaller network or block.rows.");
    }

    /** Adds a margin, because the JVM reports a little less than the setting. */
    private static long withMargin(long bytes) {
        return MemoryEstimate.mib(bytes + bytes / 10);
    }

    /** Checks the output folder: creates and removes a file in it, or in its nearest existing parent. */
    public void output(Path folder) {
        try {
            Path ancestor = folder.toAbsolutePath();
            while (!Files.exists(ancestor) && ancestor.getParent() != null) {
                ancestor = ancestor.getParent();
            }
            Files.delete(Files.createTempFile(ancestor, ".lockstep-doctor", ""));
            findings.ok("output", DRIVER, folder + " is writable" + free(ancestor));
        } catch (IOException | UncheckedIOException e) {
            findings.problem(
                    "output",
                    DRIVER,
                    "%s cannot be written or created: %s".formatted(folder, e),
                    "Set run.output to a writable folder.");
        }
    }

    /** How much fits there, where the file system is asked by this machine. */
    private static String free(Path folder) throws IOException {
        return Storage.of(folder).isLocal()
                ? ", %,d MiB free"
                        .formatted(MemoryEstimate.mib(Files.getFileStore(folder).getUsableSpace()))
                : "";
    }

    /** The findings. */
    public List<Finding> findings() {
        return findings.all();
    }
}
