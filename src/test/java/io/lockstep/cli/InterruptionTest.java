package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.job.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class InterruptionTest {

    @Test
    void aRunThatIsToldToEndIsInterrupted() {
        try (Interruption interruption = Interruption.watch(Duration.ZERO)) {
            assertThat(interruption.exitCode()).isEqualTo(ExitCode.INTERRUPTED);
        }
    }

    /** A shutdown that begins between the commit and the end of the process finds a run that has succeeded. */
    @Test
    void aRunThatIsCommittedEndsWithSuccessAlthoughTheProcessIsShutDown() {
        try (Interruption interruption = Interruption.watch(Duration.ZERO)) {
            interruption.ended(Verdict.OK);
            assertThat(interruption.exitCode()).isEqualTo(ExitCode.OK);
        }
    }

    @Test
    void aRunThatHasFailedKeepsItsVerdict() {
        try (Interruption interruption = Interruption.watch(Duration.ZERO)) {
            interruption.ended(Verdict.DIVERGED);
            assertThat(interruption.exitCode()).isEqualTo(ExitCode.DIVERGED);
        }
    }
}
