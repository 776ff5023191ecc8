package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.data.SmallDigits;
import io.lockstep.hadoop.Locations;
import io.lockstep.ml.LockstepClassificationModel;
import io.lockstep.ml.LockstepClassifier;
import io.lockstep.run.RecordedRun;
import io.lockstep.run.SavedModel;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A run on HDFS: its data, its results, its lock. Hadoop's own mini cluster, a name node and a data node of this process on the loopback
 * interface; what is killed is a process of its own.
 */
@Tag("drill")
class HdfsIT extends CommandFixture {
    /** Of 420 steps' JSON a pipe does not hold all: a process whose output nobody reads stands still before its end. */
    private static final int STEPS = 420;

    private static final int READ = 70;

    @SuppressWarnings("NullAway.Init") // begin
    private MiniDFSCluster hdfs;

    @SuppressWarnings("NullAway.Init") // begin
    private String root;

    @BeforeEach
    void begin() throws IOException {
        Configuration conf = new Configuration();
        conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("hdfs").toString());
        hdfs = new MiniDFSCluster.Builder(conf)
                .nameNodePort(freePort())
                .numDataNodes(1)
                .build();
        hdfs.waitActive();
        root = String.valueOf(hdfs.getURI());
        try (var digits = Files.list(SmallDigits.folder())) {
            digits.forEach(this::upload);
        }
    }

    @AfterEach
    void end() {
        hdfs.shutdown(true);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void upload(Path file) {
        try {
            hdfs.getFileSystem()
                    .copyFromLocalFile(
                            new org.apache.hadoop.fs.Path(file.toString()),
                            new org.apache.hadoop.fs.Path("/digits/" + file.getFileName()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private String uri(String path) {
        return root + path;
    }

    private String[] train(String data, String output, String id, String... more) {
        List<String> arguments = new ArrayList<>(List.of("train", "--run-id=" + id));
        for (String setting : List.of(
                "data.source=" + data,
                "run.output=" + output,
                "run.checkpoint-every=60",
                "data.rows=500",
                "network.layers=784-8-10",
                "block.rows=50",
                "batch.blocks=3",
                "train.steps=" + STEPS,
                "train.evaluate-every=25",
                "train.learning-rate=0.01",
                "optimizer.name=adam",
                "check.every=off")) {
            arguments.add("-D");
            arguments.add(setting);
        }
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of("submit/lib/java-options").toAbsolutePath(),
                "-Xmx700m",
                "-cp",
                System.getProperty("java.class.path"),
                "-Dspark.master=local[2]",
                "-Dspark.hadoop.ipc.client.connect.max.retries=2",
                "-Dlog4j2.configurationFile=" + System.getProperty("log4j2.configurationFile"),
                "io.lockstep.Lockstep"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(folder.resolve("stderr").toFile())
                .start();
    }

    /** Starts a run in another process, and reads what it tells until so many steps are taken. */
    private Process startedUntilItHasSteps(BufferedReader[] out, String data) throws IOException {
        Process process = start(train(data, uri("/runs"), "nightly", "--progress=json"));
        out[0] = process.inputReader(StandardCharsets.UTF_8);
        List<String> lines = new ArrayList<>();
        for (String line = out[0].readLine(); line != null; line = out[0].readLine()) {
            lines.add(line);
            if (line.contains("\"step\":" + READ + ",")) {
                return process;
            }
        }
        throw new AssertionError(lines + Files.readString(folder.resolve("stderr")));
    }

    private static String digest(Path run) throws IOException {
        List<String> steps = RecordedRun.read(run).steps().stream()
                .map(step -> step.parametersSha256())
                .toList();
        assertThat(steps).hasSize(STEPS);
        return steps + SavedModel.read(run).parameters().sha256();
    }

    private String undisturbed() throws IOException {
        Path runs = folder.resolve("runs");
        assertThat(run(train(SmallDigits.folder().toString(), runs.toString(), "undisturbed")))
                .as(err.toString())
                .isZero();
        return digest(runs.resolve("undisturbed"));
    }

    @Test
    @Timeout(300)
    void aRunThatIsKilledResumesAtOnceWithTheSameBitsAndItsModelPredictsThere() throws Exception {
        Process process = startedUntilItHasSteps(new BufferedReader[1], uri("/digits"));
        assertThat(run(train(uri("/digits"), uri("/runs"), "nightly"))).isEqualTo(ExitCode.RESOURCES.code());
        assertThat(err.toString())
                .contains("run.id: expected a run that no other process works on", "process " + process.pid() + " on ");
        process.destroyForcibly().waitFor();
        Path runs = Locations.of("test", uri("/runs"));
        assertThat(runs.resolve("nightly")).doesNotExist();
        assertThat(runs.resolve("nightly.lock")).exists();

        assertThat(run(train(uri("/digits"), uri("/runs"), "nightly")))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("resum", uri("/runs/nightly"));
        assertThat(digest(runs.resolve("nightly"))).isEqualTo(undisturbed());
        try (var left = Files.list(runs)) {
            assertThat(left.map(path -> path.getFileName().toString())).containsExactly("nightly");
        }
        assertThat(runs.resolve("nightly/_SUCCESS")).exists();
        assertThat(runs.resolve("nightly/lockstep.log")).exists();

        assertThat(run("evaluate", uri("/runs/nightly"), "--data", uri("/digits")))
                .as(err.toString())
                .isZero();
        assertThat(run("predict", uri("/runs/nightly"), "--data", uri("/digits"), "--out", uri("/predicted")))
                .as(err.toString())
                .isZero();
        assertThat(Locations.of("test", uri("/predicted/_SUCCESS"))).exists();
        assertThat(run(
                        "gradient",
                        "--data=" + uri("/digits"),
                        "--rows=90",
                        "--network=784-8-10",
                        "--loss=cross-entropy",
                        "--parameters=" + uri("/runs/nightly/model"),
                        "--export=" + uri("/gradient")))
                .as(err.toString())
                .isZero();
        assertThat(Locations.of("test", uri("/gradient/gradient.json"))).exists();
    }

    @Test
    @Timeout(300)
    void aNameNodeThatGoesAwayEndsTheRunWithAMessageAndOneThatComesBackLetsItResume() throws Exception {
        BufferedReader[] out = new BufferedReader[1];
        Process process = startedUntilItHasSteps(out, SmallDigits.folder().toString());
        hdfs.shutdownNameNode(0);
        String told = String.join("\n", out[0].lines().toList());
        assertThat(process.waitFor(200, TimeUnit.SECONDS)).isTrue();
        String errors = Files.readString(folder.resolve("stderr"));
        assertThat(process.exitValue()).as(errors).isEqualTo(ExitCode.RESOURCES.code());
        assertThat(errors.lines().filter(line -> line.startsWith("lockstep: ")))
                .singleElement()
                .asString()
                .startsWith("lockstep: resources: " + uri("/runs/nightly.partial"))
                .contains("expected a writable path, found: ", "Check that the file system is running");
        assertThat(told).contains("\"verdict\":\"resources\"");

        for (String data : List.of(uri("/digits"), SmallDigits.folder().toString())) {
            assertThat(run(train(data, uri("/runs"), "nightly"))).isEqualTo(ExitCode.RESOURCES.code());
            assertThat(err.toString()).contains("onnection").hasLineCount(1);
        }
        hdfs.restartNameNode(0);
        assertThat(run(train(uri("/digits"), uri("/runs"), "nightly")))
                .as(err.toString())
                .isZero();
        assertThat(digest(Locations.of("test", uri("/runs/nightly")))).isEqualTo(undisturbed());
    }

    @Test
    @Timeout(300)
    void stagesOfSparkMlAreSavedAndReadThereAndAPathWithoutSchemeIsOfTheDefaultFileSystem() throws Exception {
        try (SparkSession spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.hadoop.fs.defaultFS", root)
                .getOrCreate()) {
            Dataset<Row> rows = spark.range(90)
                    .selectExpr(
                            "id", "double(id % 3) label", "array(double(id % 3), double(id), double(id % 7)) features")
                    .withColumn("isValid", functions.expr("id % 5 = 0"));
            rows.drop("isValid").write().parquet("/rows.parquet");
            LockstepClassifier classifier = new LockstepClassifier()
                    .setHidden(4)
                    .setMaxIter(3)
                    .setValidationIndicatorCol("isValid")
                    .setCheckpointDir("/checkpoints");
            PipelineModel pipeline =
                    new Pipeline().setStages(new PipelineStage[] {classifier}).fit(rows);
            LockstepClassificationModel model = (LockstepClassificationModel) pipeline.stages()[0];
            model.save("/models/alone");
            pipeline.write().overwrite().save("/models/pipeline");
            assertThatThrownBy(() -> model.save(uri("/models/alone"))).hasMessageContaining("already exists");

            for (String folder : List.of("/models/alone", uri("/models/alone"), oneRun())) {
                assertThat(LockstepClassificationModel.load(folder).parametersSha256())
                        .isEqualTo(model.parametersSha256());
            }
            assertThat(((LockstepClassificationModel)
                                    PipelineModel.load("/models/pipeline").stages()[0])
                            .parametersSha256())
                    .isEqualTo(model.parametersSha256());
            assertThat(classifier.fit(rows).parametersSha256()).isEqualTo(model.parametersSha256());
        }
        assertThat(Path.of("/models")).doesNotExist();
        assertThat(Path.of("/checkpoints")).doesNotExist();
        assertThat(Locations.of("test", oneRun() + "/report.html")).exists();
        assertThat(run("evaluate", uri("/models/alone"), "--data", uri("/rows.parquet")))
                .as(err.toString())
                .isZero();
    }

    /** The URI of the one run that kept its checkpoints. */
    private String oneRun() throws IOException {
        var runs = hdfs.getFileSystem().listStatus(new org.apache.hadoop.fs.Path("/checkpoints"));
        assertThat(runs).hasSize(1);
        return runs[0].getPath().toString();
    }

    @Test
    void whatTheUserMayNotWriteIsToldInALineAndNothingIsLeft() throws Exception {
        hdfs.getFileSystem().mkdirs(new org.apache.hadoop.fs.Path("/closed"));
        hdfs.getFileSystem()
                .setPermission(
                        new org.apache.hadoop.fs.Path("/closed"),
                        new org.apache.hadoop.fs.permission.FsPermission((short) 0555));
        int code = UserGroupInformation.createRemoteUser("somebody")
                .doAs((java.security.PrivilegedExceptionAction<Integer>)
                        () -> run(train(uri("/digits"), uri("/closed/runs"), "nightly")));
        assertThat(code).as(out + "" + err).isEqualTo(ExitCode.RESOURCES.code());
        assertThat(err.toString())
                .contains(uri("/closed/runs") + ": expected a writable path, found: no permission")
                .hasLineCount(1);
        assertThat(hdfs.getFileSystem().listStatus(new org.apache.hadoop.fs.Path("/closed")))
                .isEmpty();
    }
}
