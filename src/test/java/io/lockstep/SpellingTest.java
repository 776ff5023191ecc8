package io.lockstep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.check.Opinion;
import io.lockstep.cluster.table.PredictionFormat;
import io.lockstep.cluster.table.source.TableFormat;
import io.lockstep.config.Keep;
import io.lockstep.config.MixedCluster;
import io.lockstep.config.Monitor;
import io.lockstep.config.OptimizerName;
import io.lockstep.config.RunConfig;
import io.lockstep.config.ScheduleName;
import io.lockstep.data.DataException;
import io.lockstep.data.Spelling;
import io.lockstep.data.SplitName;
import io.lockstep.doctor.Finding;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Initializer;
import io.lockstep.network.Loss;
import io.lockstep.pass.device.BackendPolicy;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.report.HashedJson;
import io.lockstep.report.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Choices have one spelling, and are read in all that any version has written. */
class SpellingTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    static Stream<Enum<?>> choices() {
        return Stream.of(
                        Activation.values(),
                        Initializer.values(),
                        Loss.values(),
                        Kernel.values(),
                        BackendPolicy.values(),
                        Opinion.values(),
                        OptimizerName.values(),
                        ScheduleName.values(),
                        Monitor.values(),
                        Keep.values(),
                        MixedCluster.values(),
                        SplitName.values(),
                        TableFormat.values(),
                        PredictionFormat.values(),
                        Finding.Verdict.values())
                .flatMap(Stream::of);
    }

    @ParameterizedTest
    @MethodSource("choices")
    void everyChoiceIsWrittenInLowerCaseWithHyphensAndReadInEverySpelling(Enum<?> choice) throws IOException {
        String written = choice.toString();
        assertThat(written).matches("[a-z0-9]+(-[a-z0-9]+)*").isEqualTo(Spelling.of(choice));
        for (String spelling : spellings(choice)) {
            Object read = Spelling.read(spelling, choice.getDeclaringClass()).orElseThrow();
            assertThat(read).isEqualTo(choice);
            Object inFile =
                    HashedJson.read(json('"' + spelling + '"'), choice.getDeclaringClass(), any -> true, "Repair it.");
            assertThat(inFile).isEqualTo(choice);
        }
    }

    private static List<String> spellings(Enum<?> choice) {
        String underscores = choice.name().toLowerCase(Locale.ROOT);
        String hyphens = underscores.replace('_', '-');
        return List.of(underscores, hyphens, choice.name(), hyphens.toUpperCase(Locale.ROOT));
    }

    @ParameterizedTest
    @CsvSource({
        "network.activation, shifted_relu, shifted-relu",
        "network.loss, cross_entropy, cross-entropy",
        "network.init, kaiming_fan_out, kaiming-fan-out",
        "check.against, dl4j_spark, dl4j-spark",
        "schedule.name, one_cycle, one-cycle",
    })
    void aConfigurationIsReadInEitherSpelling(String key, String old, String now) {
        assertThat(RunConfig.load(null, Map.of(key, old))).isEqualTo(RunConfig.load(null, Map.of(key, now)));
        assertThat(RunConfig.load(null, Map.of(key, now)).inputs())
                .isEqualTo(RunConfig.load(null, Map.of(key, old)).inputs());
    }

    /** What reads Lockstep's files, and an earlier version that resumes a run, finds what it knows. */
    @Test
    void filesKeepTheSpellingOfTheFirstVersion() {
        Architecture architecture = new Architecture(List.of(3, 2, 1), Activation.SHIFTED_RELU, Loss.MSE);
        assertThat(Json.line(architecture)).isEqualTo("""
                {"sizes":[3,2,1],"activation":"shifted_relu","loss":"mse"}
                """);
        assertThat(RunConfig.load(null, Map.of()).effective())
                .containsEntry("network.loss", "cross_entropy")
                .containsEntry("network.init", "kaiming_fan_in");
        assertThat(Json.line(List.of(Kernel.CUDA_TF32, Opinion.DL4J_SPARK))).isEqualTo("""
                ["cuda-tf32","dl4j-spark"]
                """);
    }

    @Test
    void aWordThatIsNoChoiceIsRefusedWithThoseThatAre() throws IOException {
        assertThat(Spelling.read("relu6", Activation.class)).isEmpty();
        Path file = json("{\"sizes\":[3,1],\"activation\":\"relu6\",\"loss\":\"mse\"}");
        assertThatThrownBy(() -> HashedJson.read(file, Architecture.class, any -> true, "Repair it."))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("relu6")
                .hasMessageContaining("expected one of relu, shifted-relu");
    }

    private Path json(String text) throws IOException {
        return Files.writeString(folder.resolve("a.json"), text);
    }
}
