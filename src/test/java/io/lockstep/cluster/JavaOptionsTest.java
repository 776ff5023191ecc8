package io.lockstep.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Test;

class JavaOptionsTest {
    @Test
    void theTestsAndSubmitPassToJavaWhatSparkWould() throws IOException {
        var ours = Files.readAllLines(Path.of("submit/lib/java-options")).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
        assertThat(ours)
                .containsExactly(JavaModuleOptions.defaultModuleOptions().split(" "));
    }
}
