package io.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChildTest {
    @Test
    void whatAProcessSaysIsKnownWithItsTime() throws Exception {
        Child.Ended run = Child.run(List.of("sh", "-c", "echo first; echo \"  second $SAID\""), Map.of("SAID", "word"));
        assertThat(run.lines()).extracting(Child.Line::text).containsExactly("first", "  second word");
        assertThat(run.saidAt("second")).isBetween(run.saidAt("first"), run.milliseconds());
        assertThatThrownBy(() -> run.saidAt("third")).hasMessage("expected a line 'third ...', found none");
    }

    @Test
    void aProcessThatFailsIsNoMeasurement() {
        assertThatThrownBy(() -> Child.run(List.of("sh", "-c", "echo out of luck >&2; exit 3"), Map.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("found 3:")
                .hasMessageContaining("out of luck");
    }

    @Test
    void settingsOfSparkAndLockstepAreNotInherited() throws Exception {
        Child.Ended run = Child.run(List.of("sh", "-c", "env | grep -c '^SPARK_' || true"), Map.of("SPARK_MINE", "1"));
        assertThat(run.lines()).extracting(Child.Line::text).containsExactly("1"); // surefire has SPARK_LOCAL_IP set
    }
}
