package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the scripts hand to spark-submit, and what they make of its end. A Spark home of the test's own stands in for the
 * user's: its spark-submit keeps its arguments, prints what the test tells it to, and ends as told.
 */
class SubmitScriptsIT {
    private static final String APPLICATION =
            Path.of("target/lockstep-app.jar").toAbsolutePath().toString();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void pretendToBeSpark() throws IOException {
        Path submit = Files.createDirectories(folder.resolve("spark/bin")).resolve("spark-submit");
        Files.writeString(submit, """
                #!/usr/bin/env bash
                printf '%%s\\n' "$@" >'%1$s/arguments'
                cat '%1$s/prints' 2>/dev/null
                cat '%1$s/complains' >&2 2>/dev/null
                exit "${PRETENDED_CODE:-0}"
                """.formatted(folder));
        assertThat(submit.toFile().setExecutable(true)).isTrue();
        Files.createDirectories(folder.resolve("spark/jars"));
        environment.put("SPARK_HOME", folder.resolve("spark").toString());
    }

    @Test
    void whatFollowsTheDashesComesAfterOurOptionsAndWins() throws Exception {
        assertThat(run("local", "train", "-D", "train.steps=1", "--", "--master", "local[1]"))
                .isZero();
        assertThat(arguments())
                .containsExactly(
                        "--deploy-mode",
                        "client",
                        "--conf",
                        "spark.driver.defaultJavaOptions=--add-modules=jdk.incubator.vector -Dlockstep.standard-error=3",
                        "--conf",
                        "spark.executor.defaultJavaOptions=--add-modules=jdk.incubator.vector",
                        "--master",
                        "local[*]",
                        "--driver-memory",
                        "2g",
                        "--master",
                        "local[1]",
                        "--class",
                        "io.lockstep.Lockstep",
                        APPLICATION,
                        "train",
                        "-D",
                        "train.steps=1");
    }

    @Test
    void defaultOptionsOfAnAdministratorStay() throws Exception {
        Files.writeString(Files.createDirectories(folder.resolve("spark/conf")).resolve("spark-defaults.conf"), """
                spark.driver.defaultJavaOptions -Dolder=1
                 spark.driver.defaultJavaOptions = -Dsite=1 -Dmore=2
                spark.executor.extraJavaOptions -Dnot.ours=1
                """);
        haveYarn();
        assertThat(run("yarn", "train", "--", "--deploy-mode", "cluster")).isZero();
        assertThat(arguments())
                .contains(
                        "spark.driver.defaultJavaOptions=-Dsite=1 -Dmore=2 --add-modules=jdk.incubator.vector",
                        "spark.executor.defaultJavaOptions=--add-modules=jdk.incubator.vector")
                .noneMatch(word -> word.contains("extraJavaOptions"));

        Path properties = Files.writeString(folder.resolve("my.properties"), "spark.executor.defaultJavaOptions:-Dp=1");
        assertThat(run("yarn", "train", "--", "--properties-file", properties.toString()))
                .isZero();
        assertThat(arguments())
                .contains(
                        "spark.driver.defaultJavaOptions=--add-modules=jdk.incubator.vector -Dlockstep.standard-error=3",
                        "spark.executor.defaultJavaOptions=-Dp=1 --add-modules=jdk.incubator.vector");
    }

    @Test
    void aJavaWithoutTheModuleOfVectorsIsNamed() throws Exception {
        Path home = folder.resolve("cut");
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"17.0.9\"\nMODULES=\"java.base java.logging\"\n");
        Path java = Files.writeString(home.resolve("bin/java"), "#!/bin/sh\necho java.base@17.0.9\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        environment.put("JAVA_HOME", home.toString());
        environment.put("PATH", java.getParent() + ":" + System.getenv("PATH"));
        assertThat(run("local")).isEqualTo(ExitCode.RESOURCES.code());
        assertThat(errors())
                .contains(
                        "expected a JDK 17 in JAVA_HOME or on the PATH, found 17 without the module jdk.incubator.vector")
                .contains(java.toRealPath().toString());
    }

    @Test
    void withoutArgumentsEveryScriptRunsTheMainJob() throws Exception {
        String configuration = Path.of("conf/quickstart.conf").toAbsolutePath().toString();
        environment.put("LOCKSTEP_MASTER", "spark://127.0.0.1:7077");
        for (String script : List.of("standalone", "yarn")) {
            haveYarn();
            assertThat(run(script)).as(errors()).isZero();
            assertThat(arguments()).endsWith(APPLICATION, "train", "--config", configuration);
        }
    }

    @Test
    void sparkOfTheUserMustBeOne() throws Exception {
        environment.put("SPARK_HOME", folder.resolve("elsewhere").toString());
        assertThat(run("local")).isEqualTo(ExitCode.RESOURCES.code());
        assertThat(errors())
                .isEqualTo("lockstep: resources: SPARK_HOME: expected a Spark with bin/spark-submit, found none in "
                        + folder.resolve("elsewhere")
                        + ". Set it to your Spark, or unset it for the one that the build assembles.\n");
    }

    @Test
    void aSparkWithoutTheClusterManagerIsRefused() throws Exception {
        environment.put("HADOOP_CONF_DIR", folder.toString());
        assertThat(run("yarn")).isEqualTo(ExitCode.RESOURCES.code());
        assertThat(errors()).contains("expected a Spark with spark-yarn");
        environment.put("LOCKSTEP_MASTER", "k8s://https://127.0.0.1:6443");
        assertThat(run("kubernetes")).isEqualTo(ExitCode.RESOURCES.code());
        assertThat(errors()).contains("expected a Spark with spark-kubernetes");
        assertThat(folder.resolve("arguments")).doesNotExist();
    }

    @Test
    void aClusterWithoutAnAddressIsAUsageError() throws Exception {
        environment.put("LOCKSTEP_MASTER", "local[2]");
        assertThat(run("standalone")).isEqualTo(ExitCode.USAGE.code());
        assertThat(errors()).contains("expected a master, for example spark://HOST:7077", "found 'local[2]'");
        assertThat(run("kubernetes")).isEqualTo(ExitCode.USAGE.code());
        assertThat(errors()).contains("expected a master, for example k8s://https://HOST:6443");
        assertThat(run("yarn")).isEqualTo(ExitCode.USAGE.code());
        assertThat(errors()).contains("HADOOP_CONF_DIR");
    }

    @Test
    void aDriverInsideTheClusterGetsTheTextOfTheConfiguration() throws Exception {
        haveYarn();
        Path configuration = Files.writeString(folder.resolve("my.conf"), "lockstep.train.steps = 7\n");
        assertThat(run("yarn", "train", "--config", configuration.toString(), "--", "--deploy-mode", "cluster"))
                .isZero();
        String uri = "data:;base64,"
                + Base64.getEncoder().encodeToString("lockstep.train.steps = 7\n".getBytes(StandardCharsets.UTF_8));
        assertThat(arguments()).endsWith("train", "--config", uri);
        assertThat(run("yarn", "train", "--config", "/none", "--", "--deploy-mode=cluster"))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(errors()).contains("--config: expected a file that can be read, found none at '/none'");
    }

    @Test
    void kubernetesRunsTheDriverInAPodWithTheJarOfItsImage() throws Exception {
        haveKubernetes();
        prints("\t container name: spark-kubernetes-driver\n\t exit code: 0\n\t termination reason: Completed\n");
        assertThat(run("kubernetes", "train")).as(errors()).isZero();
        assertThat(arguments())
                .startsWith("--deploy-mode", "cluster")
                .containsSequence("--master", "k8s://https://127.0.0.1:6443")
                .endsWith("local:///opt/lockstep/lockstep-app.jar", "train");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65, 101})
    void theEndOfSparkSubmitIsTheEndOfTheScript(int code) throws Exception {
        environment.put("PRETENDED_CODE", Integer.toString(code));
        environment.put("LOCKSTEP_MASTER", "spark://127.0.0.1:7077");
        haveYarn();
        for (String script : List.of("local", "standalone", "yarn")) {
            assertThat(run(script)).as(script).isEqualTo(code);
        }
        assertThat(run("yarn", "train", "--", "--deploy-mode", "cluster")).isEqualTo(code);
    }

    @Test
    void yarnTellsTheDriversCodeInItsDiagnostics() throws Exception {
        haveYarn();
        environment.put("PRETENDED_CODE", "1"); // spark-submit's own, whatever the driver's
        complains("""
                ERROR Client: Application diagnostics message: Application application_1_0002 failed 1 times
                lockstep: data: /none: expected a dataset, found no such file or folder.
                26/11/24 04:23:08 ERROR ApplicationMaster: User application exited with status 65
                Exception in thread "main" org.apache.spark.SparkException: Application application_1_0002 finished
                """);
        assertThat(run("yarn", "train", "--", "--deploy-mode", "cluster")).isEqualTo(ExitCode.DATA.code());
        assertThat(errors()).isEqualTo("""
                        lockstep: data: /none: expected a dataset, found no such file or folder.
                        lockstep: the driver in the cluster ended with exit code 65; "yarn logs -applicationId ID" shows its log.
                        """);
    }

    @Test
    void whatSparkSaysWithoutACodeIsShown() throws Exception {
        haveYarn();
        environment.put("PRETENDED_CODE", "1");
        complains("Required executor memory is above the max threshold\n");
        assertThat(run("yarn", "train", "--", "--deploy-mode", "cluster")).isEqualTo(1);
        assertThat(errors()).isEqualTo("Required executor memory is above the max threshold\n");
    }

    @Test
    void kubernetesTellsTheDriversCodeInThePodsState() throws Exception {
        haveKubernetes();
        prints("""
                Container final statuses:
                \t container name: spark-kubernetes-driver
                \t container state: terminated
                \t exit code: 80
                \t termination reason: Error
                \t container name: istio-proxy
                \t exit code: 0
                \t termination reason: Completed
                """);
        assertThat(run("kubernetes", "train")).isEqualTo(ExitCode.VERIFICATION.code());
        assertThat(errors()).contains("ended with exit code 80; \"kubectl logs POD\"");
    }

    @Test
    void aPodThatVanishesIsNoSuccess() throws Exception {
        haveKubernetes();
        prints("Application status for spark-1 (phase: Running)\n");
        assertThat(run("kubernetes", "train")).isEqualTo(ExitCode.RESOURCES.code());
        assertThat(errors()).contains("expected the driver's exit code from Kubernetes, found none");
        assertThat(run("kubernetes", "train", "--", "--conf", "spark.kubernetes.submission.waitAppCompletion=false"))
                .isZero(); // the user does not want to know
    }

    @Test
    void aStandaloneDriverThatLeavesNoCodeIsNoSuccess() throws Exception {
        environment.put("LOCKSTEP_MASTER", "spark://127.0.0.1:7077");
        assertThat(run("standalone", "train", "--", "--deploy-mode", "cluster", "--driver-java-options", "-Dmine=1"))
                .isEqualTo(ExitCode.RESOURCES.code());
        assertThat(errors()).contains("expected the driver's exit code in ", "LOCKSTEP_EXCHANGE");
        assertThat(arguments().stream().filter(word -> word.contains("-Dlockstep.exit-file=")))
                .singleElement()
                .asString()
                .contains("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED", "-Dmine=1");
    }

    @Test
    void commandsThatNeedNoClusterDoNotAskForOne() throws Exception {
        environment.put(
                "SPARK_HOME", Path.of("target/spark").toAbsolutePath().toString()); // the command needs its jars
        assertThat(run("yarn", "--version")).as(errors()).isZero();
        assertThat(output()).startsWith("Lockstep ");
        assertThat(folder.resolve("arguments")).doesNotExist();
    }

    private void haveYarn() throws IOException {
        environment.put("HADOOP_CONF_DIR", folder.toString());
        Files.writeString(folder.resolve("spark/jars/spark-yarn_2.12-3.5.7.jar"), "");
    }

    private void haveKubernetes() throws IOException {
        environment.put("LOCKSTEP_MASTER", "k8s://https://127.0.0.1:6443");
        Files.writeString(folder.resolve("spark/jars/spark-kubernetes_2.12-3.5.7.jar"), "");
    }

    private void prints(String text) throws IOException {
        Files.writeString(folder.resolve("prints"), text);
    }

    private void complains(String text) throws IOException {
        Files.writeString(folder.resolve("complains"), text);
    }

    private int run(String script, String... words) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of("submit", script).toAbsolutePath().toString());
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(folder.toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().keySet().removeAll(List.of("LOCKSTEP_MASTER", "LOCKSTEP_MEMORY", "HADOOP_CONF_DIR"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES))
                .as("an end within a minute")
                .isTrue();
        return process.exitValue();
    }

    private List<String> arguments() throws IOException {
        return Files.readAllLines(folder.resolve("arguments"));
    }

    private String output() throws IOException {
        return Files.readString(folder.resolve("out"));
    }

    private String errors() throws IOException {
        return Files.exists(folder.resolve("err")) ? Files.readString(folder.resolve("err")) : "";
    }
}
