package io.lockstep.cluster.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("drill")
@EnabledOnOs(OS.LINUX) // which lists a process's open files
class TransportLeakTest {
    private record Held(int threads, long files, long directBuffers, long directBytes) {
        static Held now() throws IOException {
            var direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                    .filter(pool -> pool.getName().equals("direct"))
                    .findFirst()
                    .orElseThrow();
            try (var files = Files.list(Path.of("/proc/self/fd"))) {
                return new Held(liveThreads(), files.count(), direct.getCount(), direct.getMemoryUsed());
            }
        }

        /** But those that Java shares among all, and starts and ends as it likes. */
        private static int liveThreads() {
            return (int) Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> !thread.getName().startsWith("ForkJoinPool")
                            && !thread.getName().startsWith("CompletableFutureDelayScheduler"))
                    .count();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aThousandRoundsHoldWhatFiftyHold(boolean encrypted) throws Exception {
        try (var peers = Peers.start(2, encrypted ? Peers.ENCRYPTED : Map.of())) {
            rounds(peers, 0, 50);
            var before = Held.now();
            rounds(peers, 50, 1000);
            var after = Held.now();
            assertThat(after.threads()).isLessThanOrEqualTo(before.threads());
            assertThat(after.files()).isLessThanOrEqualTo(before.files());
            // how many messages are on their way at once depends on the scheduler, but a buffer lost in each round
            // would be 950
            assertThat(after.directBuffers()).isLessThanOrEqualTo(before.directBuffers() + 32);
            assertThat(after.directBytes()).isLessThanOrEqualTo(before.directBytes() + 32 * 5000 * Long.BYTES);
        }
    }

    private static void rounds(Peers peers, int from, int end) throws Exception {
        var values = new long[5000];
        for (var round = from; round < end; round++) {
            var key = "round " + round;
            peers.expect(key);
            var parts = peers.join(key, peers.addresses(), Peers.LONG);
            peers.each(peer -> {
                try (var part = parts.get(peer)) {
                    return part.sum(values)[0] + part.sum(values)[1] + part.sum(values)[2];
                }
            });
            peers.forget(key);
        }
    }
}
