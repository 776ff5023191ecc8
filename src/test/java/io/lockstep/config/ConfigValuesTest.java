package io.lockstep.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that are not allowed are refused. */
class ConfigValuesTest extends ConfigFixture {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "train.steps           | 0        | a whole number, 1 .. 1000000",
                "train.steps           | 1000001  | a whole number, 1 .. 1000000",
                "train.steps           | 1.5      | a whole number, 1 .. 1000000",
                "train.steps           | 1e99     | a whole number, 1 .. 1000000",
                "train.steps           | many     | a whole number, 1 .. 1000000",
                "train.steps           | ``       | a whole number, 1 .. 1000000",
                "train.learning-rate   | 0        | a number above 0 and within single precision",
                "train.learning-rate   | -0.5     | a number above 0 and within single precision",
                "train.learning-rate   | NaN      | a number above 0 and within single precision",
                "train.learning-rate   | Infinity | a number above 0 and within single precision",
                "train.learning-rate   | 1e-60    | a number above 0 and within single precision",
                "train.learning-rate   | 1e60     | a number above 0 and within single precision",
                "block.rows            | 65537    | a whole number, 1 .. 65536",
                "batch.blocks          | -1       | a whole number, 0 .. 2147483647",
                "train.sync            | local    | every-step, or local:K with a whole number 1 .. 1000000",
                "train.sync            | local:0  | every-step, or local:K with a whole number 1 .. 1000000",
                "train.monitor         | f1       | one of loss, accuracy",
                "train.keep            | first    | one of last, best",
                "optimizer.name        | lbfgs    | one of sgd, momentum, nesterov, adam, adamw",
                "optimizer.momentum    | 1        | a number from 0 to below 1",
                "optimizer.epsilon     | 0        | a number above 0 and within single precision",
                "optimizer.weight-decay| -0.1     | a number of at least 0",
                "optimizer.clip-norm   | NaN      | a number of at least 0",
                "schedule.name         | linear   | one of constant, step, cosine, one-cycle",
                "schedule.every        | 0        | a whole number, 1 .. 1000000",
                "schedule.warm-up      | 1        | a number from 0 to below 1",
                "run.keep-checkpoints  | 0        | a whole number, 1 .. 1000",
                "cluster.partitions    | -1       | a whole number, 0 .. 100000",
                "data.rows             | -1       | a whole number, 0 .. 2147483647",
                "data.download-attempts| 0        | a whole number, 1 .. 10",
                "data.download-timeout | 1ms      | a duration with its unit, 10ms .. 3600000ms",
                "data.download-timeout | soon     | a duration with its unit, 10ms .. 3600000ms",
                "run.seed              | 9223372036854775808 | a whole number of 64 bits",
                "run.id                | ../x     | letters, digits, '.', '-' and '_', the first a letter or digit, at most 100",
                "run.output            | ` `      | a text",
                "data.cache            | ``       | the path of a local folder",
                "data.mirrors          | ftp://a.example/ | a list of http or https URLs",
                "data.mirrors          | nonsense | a list of http or https URLs",
                "network.layers        | 784      | at least two sizes joined by '-', each 1 .. 1000000, or nothing",
                "network.layers        | 784-0-10 | at least two sizes joined by '-', each 1 .. 1000000, or nothing",
                "network.layers        | 784--10  | at least two sizes joined by '-', each 1 .. 1000000, or nothing",
                "network.activation    | tanh     | one of relu, shifted-relu",
                "network.loss          | hinge    | one of mse, cross-entropy",
                "network.init          | zeros    | one of xavier, kaiming-fan-in, kaiming-fan-out",
                "compute.kernel        | cublas   | one of auto, vector, nd4j, cuda, cuda-tf32",
                "cluster.gpu-cache     | 1.5      | a share, 0 .. 1",
                "compute.backend       | cuda     | one of cpu, gpu, prefer-gpu",
                "cluster.steps         | rounds   | one of auto, job, stage",
                "cluster.round         | 50ms     | a duration with its unit, 100ms .. 86400000ms",
                "cluster.elastic       | perhaps  | true or false",
                "cluster.task-timeout  | 25h      | a duration with its unit, 0ms .. 86400000ms",
                "cluster.mixed         | yes      | one of stop, accept",
                "check.every           | never    | one of first, last, all, off, or a whole number above 0",
                "check.every           | 0        | one of first, last, all, off, or a whole number above 0",
                "check.rows            | -1       | a whole number, 0 .. 2147483647",
                "check.against         | local,me | a list of any of local, reference, nd4j, autodiff, dl4j, dl4j-spark, numerical",
                "check.audit           | -0.1     | a share, 0 .. 1",
                "check.audit           | 1.01     | a share, 0 .. 1",
                "check.audit           | 1 %      | a share, 0 .. 1",
                "check.audit           | NaN      | a share, 0 .. 1",
            })
    void aValueThatIsNotAllowedIsRefusedWithWhatIs(String key, String value, String expected) {
        String theDefault = RunConfig.load(null, Map.of()).effective().get(key);
        assertThat(problems(Map.of(key, value)))
                .singleElement()
                .asString()
                .startsWith("command line, " + key + ": expected " + expected + ", found \"" + value
                        + "\". Change it, or remove it to use the default, ")
                .satisfies(problem -> {
                    if (key.matches("train\\.(steps|learning-rate)")) {
                        assertThat(problem).endsWith("default, " + theDefault + ".");
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpu", "prefer-gpu"})
    void gpusNeedAKernelThatRunsOnThem(String backend) {
        assertThat(problems(Map.of("compute.backend", backend, "compute.kernel", "vector")))
                .singleElement()
                .asString()
                .endsWith("compute.kernel: expected auto, cuda, cuda-tf32 or nd4j with compute.backend = " + backend
                        + ", found \"vector\". Set compute.kernel = auto: the kernel vector supports CPUs only.");
        for (String kernel : List.of("auto", "nd4j", "cuda", "cuda-tf32")) {
            assertThat(RunConfig.load(null, Map.of("compute.backend", backend, "compute.kernel", kernel))
                            .compute())
                    .hasToString("Compute[kernel=%s, backend=%s]", kernel, backend);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cuda", "cuda-tf32"})
    void cudaNeedsGpus(String kernel) {
        assertThat(problems(Map.of("compute.kernel", kernel)))
                .singleElement()
                .asString()
                .endsWith("compute.kernel: expected auto, vector or nd4j with compute.backend = cpu, found \"" + kernel
                        + "\". Set compute.backend = gpu, or prefer-gpu: the CUDA kernels need a GPU.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[1]", "{ a = 1 }", "{}", "true", "1.5"})
    void aWrongTypeInAFileIsRefused(String value) throws IOException {
        assertThat(problemsOfFile("lockstep {\n train {\n steps = " + value + "\n}\n}"))
                .singleElement()
                .asString()
                .startsWith(my(3) + ", train.steps: expected a whole number, 1 .. 1000000, found ");
    }

    @Test
    void passwordsAndTokensAreNotInMessages() {
        assertThat(problems(Map.of("data.mirrors", "ftp://ann:secret@a.example/?token=secret")))
                .singleElement()
                .asString()
                .contains("\"ftp://***@a.example/?token=***\"")
                .doesNotContain("secret");
    }

    @Test
    void valuesThatDoNotGoTogetherAreRefused() {
        assertThat(problems(Map.of("schedule.name", "cosine", "schedule.minimum", "1")))
                .singleElement()
                .asString()
                .contains("schedule.minimum: expected at most train.learning-rate = 0.1, found \"1\"");
        assertThat(problems(Map.of("train.patience", "3", "train.evaluate-every", "0")))
                .singleElement()
                .asString()
                .contains("train.patience: expected 0 with train.evaluate-every = 0, found \"3\"");
        assertThat(problems(Map.of("train.keep", "best", "train.evaluate-every", "0")))
                .singleElement()
                .asString()
                .contains("train.keep: expected last with train.evaluate-every = 0, found \"best\"");
        assertThat(problems(Map.of("train.sync", "local:5")))
                .hasSize(2)
                .anySatisfy(problem -> assertThat(problem).contains("train.sync", "check.every = off"))
                .anySatisfy(problem -> assertThat(problem).contains("train.sync", "cluster.partitions to a number"));
        Map<String, String> local = Map.of("train.sync", "local:5", "check.every", "off", "cluster.partitions", "4");
        assertThat(RunConfig.load(null, local).inputs()).containsEntry("cluster.partitions", "4");
        assertThat(RunConfig.load(null, Map.of("cluster.partitions", "4")).inputs())
                .doesNotContainKey("cluster.partitions");
    }
}
