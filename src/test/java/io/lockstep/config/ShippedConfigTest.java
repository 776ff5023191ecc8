package io.lockstep.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import io.lockstep.data.drawn.DrawnTable;
import io.lockstep.data.table.Missing;
import io.lockstep.network.Loss;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files that come with Lockstep. */
class ShippedConfigTest {
    @Test
    void everyKeyOfTheReferenceIsReadAndDocumented() {
        Map<String, ConfigValue> reference = new TreeMap<>();
        leaves(
                "",
                ConfigFactory.parseResources(RunConfig.class, "/reference.conf").root(),
                reference);
        assertThat(reference)
                .isNotEmpty()
                .containsOnlyKeys(RunConfig.load(null, Map.of()).effective().keySet())
                .allSatisfy((key, value) ->
                        assertThat(String.join(" ", value.origin().comments())).contains("Default: "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"conf/quickstart.conf", "conf/production.conf"})
    void theFilesThatComeWithLockstepLoad(String file) {
        assertThat(RunConfig.load(Path.of(file), Map.of()).network().hidden()).containsExactly(50);
    }

    @Test
    void theQuickstartSaysTheDefaultsButChecksMoreAndEvaluatesLessOften() { // with full batches each step is an epoch
        assertThat(RunConfig.load(Path.of("conf/quickstart.conf"), Map.of()))
                .isEqualTo(RunConfig.load(
                        null, Map.of("train.evaluate-every", "20", "check.against", "local,reference,nd4j")));
    }

    @Test
    void theTableNeedsNoFileAndSaysWhichColumnIsPredicted() {
        RunConfig config = RunConfig.load(Path.of("conf/table.conf"), Map.of());
        assertThat(config.data().source()).isEqualTo(DrawnTable.NAME);
        assertThat(config.table().choice().label()).containsExactly(DrawnTable.LABEL);
        assertThat(config.table().choice().missing()).isEqualTo(Missing.MEAN);
        assertThat(config.network().loss()).isEqualTo(Loss.CROSS_ENTROPY);
        assertThat(config.check().against()).isNotEmpty();
        assertThat(config.train().sync().isExact()).isTrue();
    }

    /** Adam's memory is not for the bits of a fixed number of partitions only: any layout gives the same. */
    @Test
    void mnistTrainsExactlyAndChecksItself() {
        RunConfig config = RunConfig.load(Path.of("conf/mnist.conf"), Map.of());
        assertThat(config.train().sync().isExact()).isTrue();
        assertThat(config.cluster().partitions()).isZero();
        assertThat(config.batch().blocks()).isPositive();
        assertThat(config.check().includes(3_920, 3_920)).isTrue();
    }

    @Test
    void productionNeverDownloadsAndNeverChoosesItsData() {
        RunConfig config = RunConfig.load(Path.of("conf/production.conf"), Map.of());
        assertThat(config.data().mirrors()).isEmpty();
        assertThat(config.data().source()).isNotEqualTo("auto");
    }

    @Test
    void productionIsAudited() {
        RunConfig config = RunConfig.load(Path.of("conf/production.conf"), Map.of());
        assertThat(config.check().audit()).isEqualTo(0.01);
    }

    private static void leaves(String path, ConfigObject section, Map<String, ConfigValue> leaves) {
        section.forEach((name, value) -> {
            if (value instanceof ConfigObject inner) {
                leaves(path.isEmpty() ? "." : path + name + ".", inner, leaves);
            } else {
                leaves.put(path.substring(1) + name, value);
            }
        });
    }
}
