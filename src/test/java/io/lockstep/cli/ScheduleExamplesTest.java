package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lockstep.config.RunConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.yaml.snakeyaml.Yaml;

/** The examples in {@code conf/schedule}, each read by what reads it, and run where that can be done here. */
class ScheduleExamplesTest {
    private static final Path EXAMPLES = Path.of("conf/schedule").toAbsolutePath();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @Test
    void theCronJobTriesAgainWhatCanBeMendedByThat() throws IOException {
        Map<String, Object> job = yaml("kubernetes/cronjob.yaml");
        assertThat(at(job, "spec", "concurrencyPolicy")).isEqualTo("Forbid");
        Object jobSpec = at(job, "spec", "jobTemplate", "spec");
        Object rule = ((List<?>) at(jobSpec, "podFailurePolicy", "rules")).get(0);
        assertThat(at(rule, "action")).isEqualTo("FailJob");
        assertThat(at(rule, "onExitCodes", "operator")).isEqualTo("NotIn");
        assertThat(at(rule, "onExitCodes", "values"))
                .isEqualTo(List.of(ExitCode.RESOURCES.code(), ExitCode.INTERRUPTED.code()));
        Object container = ((List<?>) at(jobSpec, "template", "spec", "containers")).get(0);
        assertThat(at(container, "name")).isEqualTo(at(rule, "onExitCodes", "containerName"));
        List<String> words = words(at(container, "args"));
        assertThat(words).containsSequence("--deploy-mode", "client"); // or the pod would not end with our code
        assertTrains(words.subList(words.indexOf("train"), words.size()));
    }

    @Test
    void theSparkApplicationTrains() throws IOException {
        Map<String, Object> application = yaml("kubernetes/spark-application.yaml");
        assertThat(at(application, "kind")).isEqualTo("SparkApplication");
        assertThat(at(application, "spec", "mainClass")).isEqualTo("io.lockstep.Lockstep");
        assertThat(at(application, "spec", "sparkVersion")).isEqualTo("3.5.7");
        assertTrains(words(at(application, "spec", "arguments")));
    }

    @Test
    void theImageHasWhatTheOthersNameInIt() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        for (String line : Files.readAllLines(EXAMPLES.resolve("kubernetes/Dockerfile"))) {
            if (line.startsWith("COPY ")) {
                List<String> words = List.of(line.split(" ", -1));
                for (String source : words.subList(1, words.size() - 1)) {
                    assertThat(Files.exists(Path.of(source))
                                    || pom.contains(Path.of(source)
                                            .getFileName()
                                            .toString()
                                            .replace(".jar", "")))
                            .as(source)
                            .isTrue();
                }
            }
        }
        assertThat(Files.readString(EXAMPLES.resolve("kubernetes/Dockerfile")))
                .contains("/opt/lockstep/lockstep-app.jar", "production.conf", "spark:3.5.7-scala2.12-java17");
    }

    @Test
    void theWorkflowTrainsUnderTheIdThatTheCoordinatorMakes() throws Exception {
        Document workflow = xml("oozie/workflow.xml");
        NodeList words = workflow.getElementsByTagName("arg");
        assertTrains(IntStream.range(0, words.getLength())
                .mapToObj(i -> words.item(i).getTextContent())
                .toList());
        assertThat(workflow.getElementsByTagName("class").item(0).getTextContent())
                .isEqualTo("io.lockstep.Lockstep");
        Document coordinator = xml("oozie/coordinator.xml");
        assertThat(coordinator.getElementsByTagName("name").item(0).getTextContent())
                .isEqualTo("runId");
        assertThat(Files.readString(EXAMPLES.resolve("oozie/workflow.xml"))).contains("<arg>${runId}</arg>");
    }

    @Test
    void theCronLineRunsOneAtATime() throws Exception {
        assumeTrue(has("flock"), "cron's example needs flock, which is not here");
        Map<String, String> environment = new LinkedHashMap<>();
        String job = "";
        for (String line : Files.readAllLines(EXAMPLES.resolve("cron/lockstep.cron"))) {
            if (line.matches("[A-Z_]+=.*")) {
                environment.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
            } else if (!line.startsWith("#") && !line.isBlank()) {
                job = line;
            }
        }
        assertThat(job).matches("(\\S+ ){5}flock .*").doesNotContainPattern("[^\\\\]%");
        environment.put("LOCKSTEP_HOME", folder.toString());
        environment.put("LOCKSTEP_LOG", folder.toString());
        environment.put("LOCKSTEP_LOCK", folder.resolve("lock").toString());
        executable("submit/standalone", "printf '%s\\n' \"$@\"; touch started; sleep \"${LOCKSTEP_SLEEP:-0}\"");
        String command = job.split(" ", 6)[5].replace("\\%", "%");

        environment.put("LOCKSTEP_SLEEP", "30");
        Process first = start(environment, "bash", "-c", command);
        while (!Files.exists(folder.resolve("started"))) {
            assertThat(first.isAlive()).isTrue();
            Thread.sleep(20);
        }
        List<String> words = Files.readAllLines(folder.resolve("nightly.jsonl"));
        assertTrains(words);
        assertThat(words.get(words.indexOf("--run-id") + 1)).matches("nightly-\\d{8}");

        environment.put("LOCKSTEP_SLEEP", "0");
        assertThat(await(start(environment, "bash", "-c", command))).contains("lockstep ended with 1");
        assertThat(Files.readAllLines(folder.resolve("nightly.jsonl"))).isEqualTo(words); // the second did not begin
        first.descendants().forEach(ProcessHandle::destroyForcibly);
        first.destroyForcibly();
    }

    @Test
    void theDagTriesAgainWhatCanBeMendedByThat() throws Exception {
        assumeTrue(has("python3"), "Airflow's example is Python, and there is no python3 here");
        Path modules = Files.createDirectories(folder.resolve("modules"));
        Files.writeString(modules.resolve("airflow.py"), """
                import sys, types
                dags = []
                class DAG:
                    def __init__(self, dag_id, **kwargs):
                        self.dag_id, self.tasks = dag_id, []
                        dags.append(self)
                    def __enter__(self):
                        return self
                    def __exit__(self, *failure):
                        pass
                class AirflowException(Exception): pass
                class AirflowFailException(AirflowException): pass
                class BaseOperator:
                    def __init__(self, *, task_id, retries, retry_delay, execution_timeout):
                        self.task_id, self.retries = task_id, retries
                        dags[-1].tasks.append(self)
                class SubprocessHook:
                    code, command = 0, None
                    def run_command(self, command):
                        SubprocessHook.command = command
                        return types.SimpleNamespace(exit_code=SubprocessHook.code)
                def module(name, **members):
                    made = types.ModuleType(name)
                    made.__dict__.update(members)
                    sys.modules[name] = made
                __path__ = []
                module("airflow.exceptions", AirflowException=AirflowException, AirflowFailException=AirflowFailException)
                module("airflow.hooks"); module("airflow.hooks.subprocess", SubprocessHook=SubprocessHook)
                module("airflow.models", BaseOperator=BaseOperator)
                """);
        Files.writeString(modules.resolve("pendulum.py"), "def datetime(*words, tz): return words\n");
        Path script = Files.writeString(folder.resolve("run.py"), """
                import runpy, sys, airflow
                runpy.run_path(sys.argv[1])
                dag, = airflow.dags
                task, = dag.tasks
                for code in (0, 64, 65, 69, 70, 75, 80, 81):
                    airflow.SubprocessHook.code = code
                    try:
                        task.execute({})
                        print("ok", code)
                    except airflow.AirflowFailException:
                        print("fail", code)
                    except airflow.AirflowException:
                        print("again", code)
                print("\\n".join(airflow.SubprocessHook.command))
                """);
        String output = await(start(
                Map.of("PYTHONPATH", modules.toString(), "PYTHONDONTWRITEBYTECODE", "1"),
                "python3",
                script.toString(),
                EXAMPLES.resolve("airflow/lockstep_nightly.py").toString()));
        List<String> lines = output.lines().toList();
        assertThat(lines).as(output).hasSizeGreaterThan(8);
        assertThat(lines.subList(0, 8))
                .containsExactly("ok 0", "fail 64", "fail 65", "again 69", "fail 70", "again 75", "fail 80", "fail 81");
        List<String> command = lines.subList(8, lines.size());
        assertThat(command.get(0)).endsWith("submit/standalone");
        assertTrains(command.subList(1, command.indexOf("--")));
    }

    /** The words are a command line that Lockstep takes, under an id, with a limit of time, and with keys that exist. */
    private static void assertTrains(List<String> words) {
        assertThat(words).startsWith("train").containsSequence("--progress", "json");
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        var parsed = CommandLines.commandLine(nowhere, nowhere).parseArgs(words.toArray(String[]::new));
        assertThat(parsed.subcommand().hasMatchedOption("--max-runtime")).isTrue();
        assertThat(words.get(words.indexOf("--config") + 1)).endsWith("conf/production.conf");
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("run.max-runtime", words.get(words.indexOf("--max-runtime") + 1));
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).equals("-D")) {
                String[] pair = words.get(i + 1).split("=", 2);
                keys.put(pair[0], pair[1]);
            }
        }
        assertThat(RunConfig.load(Path.of("conf/production.conf"), keys).run().maxRuntime())
                .isPositive();
    }

    private static Map<String, Object> yaml(String example) throws IOException {
        return new Yaml().load(Files.readString(EXAMPLES.resolve(example)));
    }

    private static Object at(Object tree, String... path) {
        Object node = tree;
        for (String name : path) {
            assertThat(node).isInstanceOf(Map.class);
            node = Objects.requireNonNull(((Map<?, ?>) node).get(name), name);
        }
        return node;
    }

    private static List<String> words(Object list) {
        return ((List<?>) list).stream().map(String::valueOf).toList();
    }

    private static Document xml(String example) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder().parse(EXAMPLES.resolve(example).toFile());
    }

    private void executable(String name, String script) throws IOException {
        Path path = folder.resolve(name);
        Files.createDirectories(path.getParent());
        Files.writeString(path, "#!/usr/bin/env bash\n" + script + "\n");
        assertThat(path.toFile().setExecutable(true)).isTrue();
    }

    private static boolean has(String program) throws IOException, InterruptedException {
        return new ProcessBuilder("sh", "-c", "command -v " + program).start().waitFor() == 0;
    }

    private Process start(Map<String, String> environment, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(command)));
        builder.environment().putAll(environment);
        return builder.directory(folder.toFile()).redirectErrorStream(true).start();
    }

    private static String await(Process process) throws IOException, InterruptedException {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return output;
    }
}
