package io.lockstep.cluster.round;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The thresholds of scaling.md, from which on steps are jobs. */
class ExchangeRoomTest {
    private static final long MIB = 1 << 20;

    @Test
    void tasksOfOneExecutorExchangeThroughTheHeap() {
        assertThat(new ExchangeRoom(Integer.MAX_VALUE, 1, 0).reasonAgainst()).isEmpty();
    }

    /** Four times half the sum: 16 bytes a parameter. Half of 384 MiB is 192, for 12 x 2^20 parameters. */
    @Test
    void twoExecutorsHoldFourHalvesOfTheSum() {
        assertThat(new ExchangeRoom(12 << 20, 2, 384 * MIB).reasonAgainst()).isEmpty();
        assertThat(new ExchangeRoom((12 << 20) + 2, 2, 384 * MIB).reasonAgainst())
                .contains("192 MiB of 384 MiB outside the heap (spark.executor.memoryOverhead)")
                .contains("12,582,914 parameters");
    }

    /** However many there are, none holds more than four sums: 32 bytes a parameter. */
    @ValueSource(ints = {3, 10, 1_000})
    @ParameterizedTest
    void moreExecutorsHoldFourSumsAtMost(int executors) {
        assertThat(new ExchangeRoom(6 << 20, executors, 384 * MIB).reasonAgainst())
                .isEmpty();
        assertThat(new ExchangeRoom(12 << 20, executors, 384 * MIB).reasonAgainst())
                .isNotEmpty();
    }

    /** A message is one buffer of Java's, below 2 GiB. */
    @Test
    void aSliceFitsIntoABuffer() {
        int longs = Integer.MAX_VALUE / Long.BYTES;
        assertThat(new ExchangeRoom(2 * longs, 2, Long.MAX_VALUE).reasonAgainst())
                .isEmpty();
        assertThat(new ExchangeRoom(2 * longs + 2, 2, Long.MAX_VALUE).reasonAgainst())
                .contains("a message between 2 executors would have 2,048 MiB")
                .contains("can have 2,047");
        assertThat(new ExchangeRoom(2 * longs + 2, 3, Long.MAX_VALUE).reasonAgainst())
                .isEmpty();
    }
}
