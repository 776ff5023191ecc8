package io.lockstep.doctor;

import io.lockstep.cluster.SparkRuntime;
import io.lockstep.cluster.executor.TaskProcessor.Probe;
import io.lockstep.cluster.table.source.TableSource;
import io.lockstep.config.RunConfig;
import io.lockstep.data.DataException;
import io.lockstep.hadoop.Locations;
import io.lockstep.pass.device.Backend;
import io.lockstep.pass.device.BackendException;
import io.lockstep.pass.device.BackendPolicy;
import io.lockstep.pass.device.NativeLibraries;
import io.lockstep.pass.plan.Kernel;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;

/**
 * The report of a driver or an executor about itself.
 *
 * @param java version of its JVM
 * @param closedPackages packages that Spark needs open but that are closed
 * @param spark Spark's version
 * @param scala Scala's version
 * @param maxHeap largest size of its heap, bytes
 * @param maxNative JavaCPP's limit for native memory, bytes
 * @param clashes classes that are on its class path twice
 * @param versions libraries with two versions on its class path
 * @param backend its compute backend; empty if it does not start
 * @param backendProblem why it does not start
 * @param gpu why it cannot use its GPU; empty if it can, or if none is needed
 * @param nativeFolder folder for native libraries, and why not the default one; empty if there is no suitable folder,
 *     which is then the backend's problem
 * @param seesData whether the data's path exists; of a table, which Spark reads, it is not asked
 */
public record HostReport(
        String java,
        List<String> closedPackages,
        String spark,
        String scala,
        long maxHeap,
        long maxNative,
        List<String> clashes,
        List<String> versions,
        String backend,
        String backendProblem,
        String gpu,
        String nativeFolder,
        boolean seesData)
        implements Serializable {
    private static final List<String> NAMED = List.of("auto", "drawn", "mnist");
    private static final String TABLE = "";

    /** What to check: serialisable, so that an executor can run it. */
    record Look(String data, BackendPolicy policy, Kernel kernel) implements Probe<HostReport> {
        @Override
        public HostReport look(String gpuAddress) {
            return of(this, gpuAddress);
        }
    }

    /** The checks of each host for this configuration. */
    public static Probe<HostReport> look(RunConfig config) {
        return new Look(
                isTable(config.data()) ? TABLE : config.data().source(),
                config.compute().backend(),
                config.compute().kernel());
    }

    private static boolean isTable(RunConfig.Data data) {
        try {
            return !NAMED.contains(data.source()) && (!data.format().isEmpty() || TableSource.isTable(data.source()));
        } catch (DataException e) { // it is not there; the driver says so
            return false;
        }
    }

    private static HostReport of(Look look, String gpuAddress) {
        ClassLoader loader = HostReport.class.getClassLoader();
        String nativeFolder = "";
        String backend = "not started: GPUs are requested";
        String backendProblem = "";
        try {
            nativeFolder = NativeLibraries.describe();
            if (look.policy == BackendPolicy.CPU) { // ND4J starts once in a process, and here would start on the CPU
                backend = describe(Backend.detect());
            }
        } catch (BackendException e) {
            backendProblem = String.valueOf(e.getMessage());
        } catch (LinkageError e) {
            backendProblem = e.toString();
        }
        return new HostReport(
                Runtime.version().toString(),
                SparkRuntime.closedPackages(),
                SparkRuntime.spark(),
                SparkRuntime.scala(),
                Runtime.getRuntime().maxMemory(),
                NativeLibraries.maxBytes(),
                ClassPath.clashes(loader),
                ClassPath.versions(System.getProperty("java.class.path")),
                backend,
                backendProblem,
                look.policy == BackendPolicy.CPU ? "" : look.kernel.reasonAgainst(gpuAddress),
                nativeFolder,
                look.data.equals(TABLE) || NAMED.contains(look.data) || isThere(look.data));
    }

    private static boolean isThere(String data) {
        try {
            return Files.exists(Locations.of("data.source", data));
        } catch (DataException | UncheckedIOException e) { // no path, or no answer; the driver says so
            return false;
        }
    }

    private static String describe(Backend backend) {
        return "%s %s %s with 1 thread a task of %d processors, ND4J %s"
                .formatted(
                        backend.device(),
                        backend.blas(),
                        backend.coreType(),
                        Runtime.getRuntime().availableProcessors(),
                        backend.nd4j());
    }
}
