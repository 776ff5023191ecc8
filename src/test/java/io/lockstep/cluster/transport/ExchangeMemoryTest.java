package io.lockstep.cluster.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The memory outside the heap on which the choice between jobs and rounds counts. */
class ExchangeMemoryTest {
    private static final int LONGS = 2_000_000;

    /** What Spark's own network allocates once, for all of a JVM. */
    private static final long NETTY = 24 << 20;

    /** Each peer holds the messages sent and received of two phases at most: four times (n-1)/n of the sum; a buffer is an eighth larger at most. */
    @ParameterizedTest
    @ValueSource(ints = {2, 5})
    void aPeerHoldsFourTimesWhatItSendsInAPhaseAtMost(int count) throws Exception {
        try (var peers = Peers.start(count, Map.of())) {
            peers.expect("memory");
            var parts = peers.join("memory", peers.addresses(), Peers.LONG);
            long before = directBytes();
            peers.each(peer -> {
                var values = new long[LONGS];
                for (int i = 0; i < 8; i++) {
                    parts.get(peer).sum(values);
                }
                return peer;
            });
            double phase = (double) LONGS * Long.BYTES * (count - 1) / count;
            assertThat((double) (directBytes() - before))
                    .isGreaterThan(count * phase) // else nothing is counted
                    .isLessThan(count * 4 * phase * 9 / 8 + NETTY);
        }
    }

    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }
}
