package io.lockstep.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.check.Opinion;
import io.lockstep.data.table.Categories;
import io.lockstep.data.table.ClassRule;
import io.lockstep.data.table.ClassWeight;
import io.lockstep.data.table.Missing;
import io.lockstep.data.table.Scale;
import io.lockstep.data.table.TableChoice;
import io.lockstep.network.Activation;
import io.lockstep.network.Initializer;
import io.lockstep.network.Loss;
import io.lockstep.pass.device.BackendPolicy;
import io.lockstep.pass.plan.Kernel;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RunConfigTest extends ConfigFixture {
    @Test
    void withoutFileAndOverridesTheDefaultsHold() {
        assertThat(RunConfig.load(null, Map.of()))
                .isEqualTo(new RunConfig(
                        new RunConfig.Run("", "runs", 42, Duration.ZERO, 10, 2),
                        new RunConfig.Data(
                                "auto",
                                "",
                                new TreeMap<>(),
                                0,
                                Path.of(System.getProperty("user.home"), ".cache", "lockstep"),
                                List.of(
                                        URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/"),
                                        URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/"),
                                        URI.create("https://raw.githubusercontent.com/fgnt/mnist/master/")),
                                Duration.ofSeconds(5),
                                2),
                        new RunConfig.Table(
                                new TableChoice(
                                        List.of(),
                                        List.of(),
                                        "",
                                        "",
                                        ClassWeight.NONE,
                                        Missing.ERROR,
                                        Categories.AUTO,
                                        Scale.STANDARDIZE,
                                        true,
                                        ClassRule.FOUND),
                                null,
                                "0.2"),
                        new RunConfig.Network(
                                List.of(),
                                List.of(50),
                                Activation.RELU,
                                Loss.CROSS_ENTROPY,
                                Initializer.KAIMING_FAN_IN),
                        new RunConfig.Compute(Kernel.AUTO, BackendPolicy.CPU),
                        new RunConfig.Blocks(512),
                        new RunConfig.Batches(0),
                        new RunConfig.Train(60, 0, 0.1, new Sync(0), 1, Monitor.LOSS, 0, 0, Keep.LAST, ""),
                        new RunConfig.Optimizer(OptimizerName.SGD, 0.9, 0.9, 0.999, 1e-8, 0, 0),
                        new RunConfig.Schedule(ScheduleName.CONSTANT, 1000, 0.1, 0, 0.3, 25, 10_000),
                        new RunConfig.Cluster(
                                0,
                                1,
                                Duration.ofMinutes(2),
                                MixedCluster.STOP,
                                0.5,
                                StepMode.AUTO,
                                Duration.ofSeconds(30),
                                true,
                                Duration.ZERO),
                        new RunConfig.Check(
                                List.of(Opinion.LOCAL, Opinion.REFERENCE), CheckSchedule.Named.LAST, 0, 0)));
    }

    @Test
    void theCommandLineWinsOverTheFileAndTheFileOverTheDefaults() throws IOException {
        Path file = file("lockstep { train.steps = 7, train.learning-rate = 0.25, block.rows = 64 }");
        RunConfig config = RunConfig.load(file, Map.of("train.steps", "9", "lockstep.run.seed", "-3"));
        assertThat(config.train().steps()).isEqualTo(9);
        assertThat(config.train().learningRate()).isEqualTo(0.25);
        assertThat(config.block().rows()).isEqualTo(64);
        assertThat(config.run().seed()).isEqualTo(-3);
        assertThat(config.cluster().partitions()).isZero();
    }

    private static Map<String, String> settings(String... keysAndValues) {
        Map<String, String> settings = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            settings.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return settings;
    }

    @Test
    void everyTypeIsReadFromTheCommandLine() {
        RunConfig config = RunConfig.load(
                null,
                settings(
                        "network.layers", "784-100-50-1",
                        "network.activation", "shifted_relu",
                        "network.init", "xavier",
                        "check.against", "reference",
                        "data.mirrors", "http://a.example/x/, http://b.example/",
                        "data.download-timeout", "250ms",
                        "train.learning-rate", "1e-3",
                        "train.steps", "1e6",
                        "train.sync", "local:5",
                        "check.every", "off",
                        "check.audit", "0",
                        "cluster.partitions", "4",
                        "optimizer.name", "adamw",
                        "schedule.name", "one-cycle"));
        assertThat(config.network().layers()).containsExactly(784, 100, 50, 1);
        assertThat(config.network().activation()).isEqualTo(Activation.SHIFTED_RELU);
        assertThat(config.network().init()).isEqualTo(Initializer.XAVIER);
        assertThat(config.check().against()).containsExactly(Opinion.REFERENCE);
        assertThat(RunConfig.load(null, Map.of("check.audit", "0.25")).check().audit())
                .isEqualTo(0.25);
        assertThat(config.data().mirrors())
                .containsExactly(URI.create("http://a.example/x/"), URI.create("http://b.example/"));
        assertThat(config.data().downloadTimeout()).isEqualTo(Duration.ofMillis(250));
        assertThat(config.train().steps()).isEqualTo(1_000_000);
        assertThat(config.train().learningRate()).isEqualTo(0.001);
        assertThat(config.train().sync()).isEqualTo(new Sync(5));
        assertThat(config.optimizer().name()).isEqualTo(OptimizerName.ADAMW);
        assertThat(config.schedule().name()).isEqualTo(ScheduleName.ONE_CYCLE);
    }

    @Test
    void listsMayBeEmpty() throws IOException {
        Path file = file("lockstep { check.against = [], data.mirrors = [] }");
        assertThat(RunConfig.load(file, Map.of()).check().against()).isEmpty();
        assertThat(RunConfig.load(file, Map.of()).data().mirrors()).isEmpty();
        assertThat(RunConfig.load(null, Map.of("check.against", "")).check().against())
                .isEmpty();
    }

    @Test
    void aFileCanAddToADefaultList() throws IOException {
        Path file = file("lockstep.data.mirrors = [\"http://inside.example/\"] ${lockstep.data.mirrors}");
        assertThat(RunConfig.load(file, Map.of()).data().mirrors())
                .hasSize(4)
                .startsWith(URI.create("http://inside.example/"));
    }

    @Test
    void aFileCanAskForSystemPropertiesAndEnvironmentVariables() throws IOException {
        Path file = file("""
                lockstep.run.output = ${user.home}/runs
                lockstep.data.source = ${PATH}
                lockstep.run.id = ${?LOCKSTEP_TEST_SURELY_UNSET}
                """);
        RunConfig config = RunConfig.load(file, Map.of());
        assertThat(config.run().output()).isEqualTo(System.getProperty("user.home") + "/runs");
        assertThat(config.data().source()).isEqualTo(System.getenv("PATH"));
        assertThat(config.run().id()).isEmpty();
    }

    @Test
    void systemPropertiesOverrideNothing() {
        System.setProperty("lockstep.train.steps", "7");
        System.setProperty("lockstep.no.such.key", "7");
        System.setProperty("train.steps", "7");
        try {
            assertThat(RunConfig.load(null, Map.of()).train().steps()).isEqualTo(60);
            assertThat(problems(Map.of("no.such.key", "7"))).hasSize(1); // nor do they make a key known
        } finally {
            System.clearProperty("lockstep.train.steps");
            System.clearProperty("lockstep.no.such.key");
            System.clearProperty("train.steps");
        }
    }

    @Test
    void whatIsInEffectCanBeGivenBack() {
        RunConfig config = RunConfig.load(
                null,
                Map.of(
                        "run.id", "nightly-7",
                        "data.download-timeout", "1m",
                        "network.layers", "784-1",
                        "train.learning-rate", "0.0625",
                        "check.audit", "0.01",
                        "check.against", ""));
        assertThat(RunConfig.load(null, config.effective())).isEqualTo(config);
        assertThat(config.effective())
                .containsEntry("network.layers", "784-1")
                .containsEntry("data.download-timeout", "60000ms")
                .containsEntry("check.against", "");
    }

    @Test
    void anAuditMayBeAddedToARunThatHasBegun() {
        assertThat(RunConfig.load(null, Map.of("check.audit", "1")).inputs())
                .isEqualTo(RunConfig.load(null, Map.of()).inputs());
    }

    @Test
    void localIsAskedOnlyWhereStepsAreChecked() {
        assertThat(RunConfig.load(null, Map.of()).check().asksLocal()).isTrue();
        assertThat(RunConfig.load(null, Map.of("check.every", "off")).check().asksLocal())
                .isFalse();
        assertThat(RunConfig.load(null, Map.of("check.against", "reference"))
                        .check()
                        .asksLocal())
                .isFalse();
    }

    @Test
    void whatBecomesOfAMixedClusterBelongsToTheRun() {
        assertThat(RunConfig.load(null, Map.of("cluster.mixed", "accept")).inputs())
                .containsEntry("cluster.mixed", "accept");
    }

    @Test
    void passwordsAndTokensAreNotInEffect() {
        RunConfig config = RunConfig.load(
                null,
                Map.of(
                        "data.mirrors",
                        "https://ann:se%2Ccret@a.example/m/,https://b.example/m/?token=secret&v=secret",
                        "run.output",
                        "s3a://key:secret@bucket/runs"));
        assertThat(config.effective().values()).noneMatch(value -> value.contains("secret"));
        assertThat(config.effective())
                .containsEntry("data.mirrors", "https://***@a.example/m/,https://b.example/m/?token=***&v=***")
                .containsEntry("run.output", "s3a://***@bucket/runs");
        assertThat(config.data().mirrors().get(0).getUserInfo()).isEqualTo("ann:se,cret");
    }
}
