package io.lockstep.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Test;

class JavaOptionsTest {
    @Test
    void theTestsAndSubmitPassToJavaWhatSparkWouldAndTheModuleOfVectors() throws IOException {
        var ours = Files.readAllLines(Path.of("submit/lib/java-options")).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
        var expected =
                new ArrayList<>(List.of(JavaModuleOptions.defaultModuleOptions().split(" ")));
        expected.add("--add-modules=jdk.incubator.vector");
        assertThat(ours).containsExactlyElementsOf(expected);
    }

    @Test
    void theTestsRunWithTheModuleOfVectors() {
        assertThat(ModuleLayer.boot().findModule("jdk.incubator.vector")).isPresent();
    }
}
