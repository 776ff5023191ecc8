package io.lockstep.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
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
                .hasSize(26)
                .containsOnlyKeys(RunConfig.load(null, Map.of()).effective().keySet())
                .allSatisfy((key, value) ->
                        assertThat(String.join(" ", value.origin().comments())).contains("Default: "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"conf/quickstart.conf", "conf/production.conf"})
    void theFilesThatComeWithLockstepLoad(String file) {
        assertThat(RunConfig.load(Path.of(file), Map.of()).network().layers()).containsExactly(784, 50, 10);
    }

    @Test
    void theQuickstartSaysTheDefaults() {
        assertThat(RunConfig.load(Path.of("conf/quickstart.conf"), Map.of())).isEqualTo(RunConfig.load(null, Map.of()));
    }

    @Test
    void productionNeverDownloadsAndNeverChoosesItsData() {
        RunConfig config = RunConfig.load(Path.of("conf/production.conf"), Map.of());
        assertThat(config.data().mirrors()).isEmpty();
        assertThat(config.data().source()).isNotEqualTo("auto");
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
