package io.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ProcessMemoryTest {
    @Test
    void whatLinuxSaysOfAProcessIsInKibibytes() {
        String status = """
                Name:\tjava
                VmPeak:\t 9999999 kB
                VmHWM:\t  123904 kB
                VmRSS:\t  102400 kB
                Threads:\t12
                """;
        assertThat(ProcessMemory.mib(status, "VmHWM")).isEqualTo(121);
        assertThat(ProcessMemory.mib(status, "VmRSS")).isEqualTo(100);
        assertThat(ProcessMemory.mib(status, "Vm")).isNull();
        assertThat(ProcessMemory.mib(status, "Threads")).isNull();
    }

    @Test
    void aProcessHasHadMoreThanIsOnItsHeap() {
        ProcessMemory memory = ProcessMemory.here();
        assertThat(memory.heap()).isBetween(1.0, memory.heapTaken());
        assumeTrue(Files.exists(Path.of("/proc/self/status")), "only Linux tells the most that a process had");
        assertThat(Objects.requireNonNull(memory.peak())).isGreaterThan(memory.heap());
    }
}
