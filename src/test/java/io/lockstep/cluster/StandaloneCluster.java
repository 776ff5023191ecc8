package io.lockstep.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A Spark standalone cluster on loopback: a master and workers, each a process of its own, from the Spark that the build
 * assembles in {@code target/spark}. Tests that use it run behind {@code package}.
 */
public final class StandaloneCluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pattern MASTER = Pattern.compile("Starting Spark master at (spark://\\S+)");
    private static final Path SPARK_HOME = Path.of(System.getProperty("lockstep.test.spark-home", "target/spark"))
            .toAbsolutePath();

    private final Path folder;
    private final Map<String, String> properties;
    private final List<Process> daemons = Collections.synchronizedList(new ArrayList<>());
    private final List<Process> workers = new ArrayList<>();
    private final Map<String, Process> workersByHost = new HashMap<>();
    private final String url;

    private StandaloneCluster(Path folder, Map<String, String> properties) throws IOException {
        this.folder = folder;
        this.properties = properties;
        Path log = start(
                "master",
                Map.of(),
                "org.apache.spark.deploy.master.Master",
                "--host",
                "127.0.0.1",
                "--port",
                "0",
                "--webui-port",
                "0");
        url = await("a master", () -> find(log, MASTER));
    }

    /** Starts a master; its files go to this folder. The properties are for the daemons, as in {@code spark-defaults.conf}. */
    public static StandaloneCluster start(Path folder, Map<String, String> properties) throws IOException {
        return new StandaloneCluster(folder, properties);
    }

    /** Adds a worker, which listens on this loopback address, and waits until the master knows it. */
    public Process addWorker(String host, int cores, String memory) throws IOException {
        return addWorker(host, cores, memory, Map.of());
    }

    /** The same, with an environment, which its executors inherit. */
    public Process addWorker(String host, int cores, String memory, Map<String, String> environment)
            throws IOException {
        String name = "worker-" + (workers.size() + 1);
        Path log = start(
                name,
                environment,
                "org.apache.spark.deploy.worker.Worker",
                "--host",
                host,
                "--webui-port",
                "0",
                "--cores",
                Integer.toString(cores),
                "--memory",
                memory,
                "--work-dir",
                folder.resolve(name).toString(),
                url);
        Process worker = daemons.get(daemons.size() - 1);
        workers.add(worker);
        workersByHost.put(host, worker);
        await(name, () -> find(log, Pattern.compile("(Successfully registered with master)")));
        return worker;
    }

    /** What an application of this JVM sets to run on it, and more. */
    public Map<String, String> settings(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "spark.master", url(),
                "spark.driver.host", "127.0.0.1",
                "spark.ui.enabled", "false",
                "spark.executor.memory", "512m",
                "spark.executor.defaultJavaOptions", "--add-modules=jdk.incubator.vector",
                "spark.executor.extraClassPath", System.getProperty("java.class.path")));
        settings.putAll(more);
        return settings;
    }

    /** The master's URL. */
    public String url() {
        return url;
    }

    /** Whether a worker runs on this address. */
    public boolean hasWorker(String host) {
        Process worker = workersByHost.get(host);
        return worker != null && worker.isAlive();
    }

    /** Ends a worker and its executors, as if its machine had lost its power. */
    public void killWorker(String host) {
        Process worker = Objects.requireNonNull(workersByHost.get(host));
        List<ProcessHandle> all = new ArrayList<>(worker.descendants().toList());
        all.add(worker.toHandle());
        all.forEach(ProcessHandle::destroyForcibly);
    }

    /** The process of an application's executor. */
    public ProcessHandle executor(String applicationId, String executorId) {
        return executors().stream()
                .filter(process -> {
                    String command = commandLine(process);
                    return command.contains("--app-id " + applicationId + " ")
                            && command.contains("--executor-id " + executorId + " ");
                })
                .findFirst()
                .orElseThrow();
    }

    /** All of it: what Java tells of it ends after 4,096 characters. */
    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"))
                    .replace('\0', ' ');
        } catch (IOException e) { // another system, or it has ended
            return process.info().commandLine().orElse("") + " ";
        }
    }

    /** Where worker {@code index}, counted from 0, keeps a folder for each application and driver. */
    public Path workFolder(int index) {
        return folder.resolve("worker-" + (index + 1));
    }

    /** The executors that run now, on any worker. */
    public List<ProcessHandle> executors() {
        return workers.stream()
                .flatMap(worker -> worker.toHandle().descendants())
                .filter(process -> commandLine(process).contains("CoarseGrainedExecutorBackend"))
                .toList();
    }

    /** Waits for an answer other than null; an {@link AssertionError} after two minutes. */
    public static <T> T await(String what, Supplier<@Nullable T> question) {
        Instant end = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(end)) {
            T answer = question.get();
            if (answer != null) {
                return answer;
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for " + what, e);
            }
        }
        throw new AssertionError(what + " did not show within " + PATIENCE);
    }

    private Path start(String name, Map<String, String> environment, String... words) throws IOException {
        Path log = folder.resolve(name + ".log");
        Files.createFile(log);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:+UseSerialGC", // daemons that live for seconds and compute nothing
                "-XX:TieredStopAtLevel=1",
                "@" + Path.of("submit/lib/java-options").toAbsolutePath()));
        properties.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of("-cp", SPARK_HOME + "/jars/*"));
        command.addAll(List.of(words));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment()
                .putAll(Map.of(
                        "SPARK_HOME", SPARK_HOME.toString(),
                        "SPARK_SCALA_VERSION", "2.12",
                        "SPARK_LOCAL_IP", "127.0.0.1"));
        builder.environment().putAll(environment);
        daemons.add(builder.start());
        return log;
    }

    private static @Nullable String find(Path log, Pattern pattern) {
        try {
            Matcher matcher = pattern.matcher(Files.readString(log));
            return matcher.find() ? matcher.group(1) : null;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Stops everything, executors first. */
    @Override
    public void close() {
        executors().forEach(ProcessHandle::destroyForcibly);
        for (Process daemon : daemons) {
            daemon.descendants().forEach(ProcessHandle::destroyForcibly);
            daemon.destroyForcibly();
        }
        for (Process daemon : daemons) {
            try {
                daemon.waitFor(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
