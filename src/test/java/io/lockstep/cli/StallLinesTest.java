package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.cluster.Stall;
import io.lockstep.job.RunEvent;
import io.lockstep.report.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StallLinesTest {
    private static final RunEvent.Stalled STALLED = new RunEvent.Stalled(
            "nightly",
            new Stall(
                    41,
                    "1",
                    "10.0.0.7",
                    1,
                    Duration.ofSeconds(12),
                    Duration.ofMillis(18),
                    Duration.ofMillis(8_500),
                    Stall.State.ANSWERS));

    @Test
    void theScreenSaysForWhomTheStepWaits() {
        StringWriter out = new StringWriter();
        new ScreenListener(new Screen(new PrintWriter(out))).on(STALLED);
        assertThat(out.toString().lines().map(String::strip).toList())
                .containsExactly(
                        "step 41: waiting for 12 s for 1 task on executor 1 on 10.0.0.7 (the last steps took 18 ms).");
        assertThat(out.toString().lines()).allMatch(line -> line.length() <= 100);
    }

    @Test
    void theLineOfJsonHasTheNumbers() {
        assertThat(Json.line(TrainCommand.line(STALLED)))
                .isEqualTo(
                        "{\"event\":\"stalled\",\"run\":\"nightly\",\"step\":41,\"executor\":\"1\",\"host\":\"10.0.0.7\","
                                + "\"tasks\":1,\"waitedMilliseconds\":12000,\"usualMilliseconds\":18,\"silentMilliseconds\":8500,"
                                + "\"state\":\"answers\"}\n");
    }
}
