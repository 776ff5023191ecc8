package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lockstep.cluster.StandaloneCluster;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script, through the real spark-submit, as a process of its own: what it prints and how it ends. */
class SubmitLocalIT {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private String memory = "2g";

    private String toolOptions = "";

    @Test
    void theMainJobPrintsItsProgressAndNoLog() throws Exception {
        int code = submit(
                "train",
                "--config",
                Path.of("conf/quickstart.conf").toAbsolutePath().toString(),
                "-D",
                "data.source=drawn",
                "-D",
                "data.rows=2000",
                "-D",
                "train.steps=3",
                "-D",
                "run.output=runs",
                "-D",
                "run.id=it",
                "--",
                "--conf",
                "spark.app.name=named");
        assertThat(code).as(errors()).isZero();
        assertThat(errors()).isEmpty();
        assertThat(output())
                .contains(
                        "drawn digits, train",
                        "step   3",
                        "cluster against local: bit-identical",
                        "cluster against nd4j: agrees within rounding", // which conf/quickstart.conf asks
                        "Validation: loss")
                .doesNotContain("INFO", "WARN");
        assertThat(Files.readAllLines(folder.resolve("out"))).allMatch(line -> line.length() <= 100);
        assertThat(folder.resolve("runs/it/_SUCCESS")).exists();
        assertThat(folder.resolve("runs/it/lockstep.log")).content().contains("SparkContext", "named");
    }

    @Test
    void exitCodesSurviveSparkSubmit() throws Exception {
        String[] sparkSubmits = {"--", "--conf", "spark.app.name=named"};
        for (String[] options : List.of(new String[0], sparkSubmits)) {
            assertThat(submit(with(options, "train", "-D", "data.source=nowhere")))
                    .isEqualTo(ExitCode.DATA.code());
            assertThat(errors()).startsWith("lockstep: data: /").contains("/nowhere: expected a dataset");
            assertThat(submit(with(options, "train", "-D", "trian.steps=1"))).isEqualTo(ExitCode.USAGE.code());
        }
        assertThat(submit("gradient", "--data", "drawn", "--rows", "0")).isEqualTo(ExitCode.USAGE.code());
        assertThat(folder.resolve("runs")).doesNotExist();
    }

    @Test
    @Tag("drill")
    void withoutOptionsOfSparkSubmitThereIsOneVirtualMachineAndTheBitsAreTheSame() throws Exception {
        assertThat(submit(train("alone", "drawn", 2))).as(errors()).isZero();
        assertThat(submit(with(new String[] {"--", "--name", "named"}, train("submitted", "drawn", 2))))
                .as(errors())
                .isZero();
        assertThat(folder.resolve("runs/alone/lockstep.log"))
                .content()
                .contains("Submitted application: Lockstep train alone")
                .doesNotContain("lockstep-app.jar");
        assertThat(folder.resolve("runs/submitted/lockstep.log"))
                .content()
                .contains("Submitted application: named", "lockstep-app.jar");
        assertThat(digests("alone")).hasSize(2).isEqualTo(digests("submitted"));
    }

    @Test
    @Tag("drill")
    void anAgentInTheVirtualMachineDoesNoHarm() throws Exception {
        assertThat(Path.of("target/lockstep.jsa")).isNotEmptyFile(); // which is left aside here
        toolOptions = "-XX:StartFlightRecording=filename=" + folder.resolve("recording.jfr");
        assertThat(submit(train("watched", "drawn", 1))).as(errors()).isZero();
        assertThat(folder.resolve("recording.jfr")).isNotEmptyFile();
    }

    private static String[] with(String[] more, String... arguments) {
        return Stream.of(arguments, more).flatMap(Stream::of).toArray(String[]::new);
    }

    @Test
    @Tag("drill")
    void aRunThatIsStoppedOrKilledGoesOnWithTheSameBits() throws Exception {
        assertThat(submit(train("whole", "drawn", 200))).as(errors()).isZero();

        Process process = start(train("parts", "drawn", 200));
        awaitOutput(process, "step   3");
        process.destroy(); // SIGTERM
        assertThat(await(process)).isEqualTo(ExitCode.INTERRUPTED.code());
        assertThat(errors())
                .matches("lockstep: interrupted: the process was asked to stop, by a signal or by Spark; the run"
                        + " stopped after step \\d+ of 200. Resume it with --run-id parts.\n");
        assertThat(folder.resolve("runs/parts.partial/run.json")).content().contains("\"verdict\" : \"interrupted\"");

        process = start(train("parts", "drawn", 200));
        awaitOutput(process, "step  22");
        new ProcessBuilder("kill", "-STOP", Long.toString(process.pid()))
                .start()
                .waitFor();
        assertThat(submit("second", train("parts", "drawn", 200))).isEqualTo(ExitCode.RESOURCES.code());
        process.destroyForcibly(); // kill -9: its lock is left over
        await(process);
        assertThat(Files.readString(folder.resolve("second.err")))
                .startsWith(
                        "lockstep: resources: run.id: expected a run that no other process works on, found parts in progress")
                .contains("process " + process.pid() + " on ");

        assertThat(submit(train("parts", "drawn", 200))).as(errors()).isZero();
        assertThat(output())
                .containsPattern("resuming from the checkpoint of step \\d+0")
                .contains("all agree");
        assertThat(digests("parts")).hasSize(200).isEqualTo(digests("whole"));
        assertThat(folder.resolve("runs/parts/_SUCCESS")).exists();
        assertThat(folder.resolve("runs/parts.lock")).doesNotExist();
    }

    /** The same where steps are rounds of one stage: what a round has taken since the last checkpoint is taken again. */
    @Test
    @Tag("drill")
    void aRunByRoundsThatIsKilledGoesOnWithTheSameBits() throws Exception {
        String[] rounds = {
            "-D", "data.rows=4000",
            "-D", "block.rows=32",
            "-D", "batch.blocks=8",
            "-D", "cluster.steps=stage",
            "-D", "run.checkpoint-every=100"
        };
        assertThat(submit(with(rounds, train("whole", "drawn", 1200))))
                .as(errors())
                .isZero();

        Process process = start(with(rounds, train("parts", "drawn", 1200)));
        StandaloneCluster.await(
                "two checkpoints", () -> (checkpoints("parts.partial") >= 2 || !process.isAlive()) ? true : null);
        assertThat(process.isAlive()).as(output() + errors()).isTrue();
        process.destroyForcibly();
        await(process);

        assertThat(submit(with(rounds, train("parts", "drawn", 1200))))
                .as(errors())
                .isZero();
        assertThat(output()).containsPattern("resuming from the checkpoint of step [1-9][\\d,]*00");
        assertThat(digests("parts")).hasSize(1200).isEqualTo(digests("whole"));
    }

    private int checkpoints(String run) {
        String[] files = folder.resolve("runs")
                .resolve(run)
                .resolve("checkpoints")
                .toFile()
                .list((all, name) -> name.startsWith("step-")); // not those of the best
        return files == null ? 0 : files.length;
    }

    private List<String> digests(String run) throws IOException {
        List<String> digests = new ArrayList<>();
        for (String step :
                Files.readAllLines(folder.resolve("runs").resolve(run).resolve("steps.jsonl"))) {
            digests.add(step.replaceAll(".*parametersSha256\":\"(\\w+).*", "$1"));
        }
        return digests;
    }

    @Test
    @Tag("drill")
    void aDiskThatIsFullIsAResourceErrorAndTheRunGoesOnWhereThereIsRoom() throws Exception {
        assumeTrue(canMount(), "a small disk is made by unshare and mount, which this machine does not allow");
        Files.createDirectory(folder.resolve("runs"));
        String mount = "mount -t tmpfs -o size=600k tmpfs runs && trap 'cp -r runs kept' EXIT && ";
        List<String> small = new ArrayList<>(List.of("unshare", "--user", "--map-root-user", "--mount", "sh", "-c"));
        small.add(mount + Path.of("submit/local").toAbsolutePath() + " \"$@\"");
        small.add("sh");
        small.addAll(List.of(train("full", "drawn", 200)));
        assertThat(await(start("", small))).as(errors()).isEqualTo(ExitCode.RESOURCES.code());
        assertThat(errors())
                .startsWith("lockstep: resources: runs/full.partial/")
                .contains("expected a writable path, found: No space left on device. Free disk space");
        Files.delete(folder.resolve("runs"));
        Files.move(folder.resolve("kept"), folder.resolve("runs"));
        assertThat(submit(train("full", "drawn", 200))).as(errors()).isZero();
        assertThat(folder.resolve("runs/full/_SUCCESS")).exists();
    }

    private static boolean canMount() throws IOException, InterruptedException {
        return new ProcessBuilder(
                                "unshare",
                                "--user",
                                "--map-root-user",
                                "--mount",
                                "mount",
                                "-t",
                                "tmpfs",
                                "tmpfs",
                                "/mnt")
                        .start()
                        .waitFor()
                == 0;
    }

    @Test
    @Tag("drill")
    void aRunWhoseExecutorsFailLeavesItsRecord() throws Exception {
        assertThat(submit("data", "draw", "--out", "digits")).as(errors()).isZero();
        Process process = start(train("lost", "digits", 3));
        awaitOutput(
                process, "  validation  "); // the driver has read the data; Spark starts, and executors will miss it
        Files.delete(folder.resolve("digits/train-labels-idx1-ubyte"));
        assertThat(await(process)).as(errors()).isEqualTo(ExitCode.DATA.code());
        assertThat(errors()).startsWith("lockstep: data: ").contains("train-labels-idx1-ubyte");
        assertThat(folder.resolve("runs/lost.partial/run.json")).content().contains("\"verdict\" : \"data\"");
    }

    @Test
    @Tag("drill")
    void dataThatChangesUnderARunEndsItByItsAudit() throws Exception {
        assertThat(submit("data", "draw", "--out", "digits")).as(errors()).isZero();
        List<String> arguments = new ArrayList<>(List.of(train("audited", "digits", 1_000)));
        arguments.addAll(List.of("-D", "check.audit=1"));
        Process process = start(arguments.toArray(String[]::new));
        awaitOutput(process, "step   2");
        try (var file = new RandomAccessFile(
                folder.resolve("digits/train-images-idx3-ubyte").toFile(), "rw")) {
            file.seek(16 + 14 * 28 + 14); // behind the header, in the middle of the first picture
            int pixel = file.read();
            file.seek(16 + 14 * 28 + 14);
            file.write(pixel ^ 1);
        }
        assertThat(await(process)).as(errors()).isEqualTo(ExitCode.VERIFICATION.code());
        assertThat(errors())
                .matches(
                        "lockstep: verification: step \\d+, block 0, w1: expected bit-identical gradients from executor driver on"
                                + " 127\\.0\\.0\\.1 and the second computation there, found digests [^\n]*\n");
        assertThat(folder.resolve("runs/audited.partial/run.json"))
                .content()
                .contains("\"verdict\" : \"verification\"");
    }

    @Test
    @Tag("drill")
    void aTaskWithoutMemoryIsAResourceErrorThatNamesTheSetting() throws Exception {
        memory = "600m"; // 40,000 hidden units: 250 MB of exact sums in each of two tasks
        int code = submit(
                "train",
                "-D",
                "data.source=drawn",
                "-D",
                "data.rows=100",
                "-D",
                "network.layers=784-40000-10",
                "-D",
                "train.steps=1",
                "-D",
                "run.output=runs",
                "-D",
                "run.id=memory");
        assertThat(code).as(errors()).isEqualTo(ExitCode.RESOURCES.code());
        assertThat(errors()).contains("lockstep: resources: memory: expected more than 600 MiB", "LOCKSTEP_MEMORY");
        assertThat(folder.resolve("runs/memory.partial/run.json")).content().contains("\"verdict\" : \"resources\"");
    }

    private static String[] train(String id, String source, int steps) {
        return new String[] {
            "train",
            "-D",
            "data.source=" + source,
            "-D",
            "data.rows=500",
            "-D",
            "train.steps=" + steps,
            "-D",
            "run.output=runs",
            "-D",
            "run.id=" + id
        };
    }

    private int submit(String... arguments) throws IOException, InterruptedException {
        return await(start(arguments));
    }

    /** Beside another: with files of its own for what it prints. */
    private int submit(String name, String[] arguments) throws IOException, InterruptedException {
        return await(start(name + ".", command(arguments)));
    }

    private Process start(String... arguments) throws IOException {
        return start("", command(arguments));
    }

    private static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of("submit/local").toAbsolutePath().toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private Process start(String prefix, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LOCKSTEP_MEMORY", memory);
        if (!toolOptions.isEmpty()) {
            builder.environment().put("JAVA_TOOL_OPTIONS", toolOptions);
        }
        return builder.directory(folder.toFile())
                .redirectOutput(folder.resolve(prefix + "out").toFile())
                .redirectError(folder.resolve(prefix + "err").toFile())
                .start();
    }

    private int await(Process process) throws IOException, InterruptedException {
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("no end within 5 minutes: " + output() + errors());
        }
        return process.exitValue();
    }

    private void awaitOutput(Process process, String text) throws IOException, InterruptedException {
        for (int tries = 0; !output().contains(text); tries++) {
            assertThat(process.isAlive() && tries < 6_000)
                    .as(output() + errors())
                    .isTrue();
            Thread.sleep(20);
        }
    }

    private String output() throws IOException {
        return Files.readString(folder.resolve("out"));
    }

    private String errors() throws IOException {
        return Files.readString(folder.resolve("err"));
    }
}
