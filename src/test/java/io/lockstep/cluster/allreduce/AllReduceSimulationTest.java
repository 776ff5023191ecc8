package io.lockstep.cluster.allreduce;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.cluster.allreduce.AllReduceSimulation.Result;
import io.lockstep.cluster.allreduce.AllReduceSimulation.Wire;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllReduceSimulationTest {
    private static final int LONGS = 64 * 500;

    /** However many ranks there are, each sends less than two arrays. */
    @ParameterizedTest
    @ValueSource(ints = {2, 16, 64})
    void eachRankSendsTwoTimesNMinus1OfNOfTheArray(int ranks) {
        var wire = new Wire(Duration.ofMillis(2), 1.25e9);
        var found = AllReduceSimulation.run(ranks, LONGS, 3, wire);
        assertThat(found.bytes()).hasSize(ranks).containsOnly(2L * (ranks - 1) * LONGS / ranks * Long.BYTES);
        assertThat(found.messages()).containsOnly(2L * (ranks - 1));
        assertThat(found.seconds()).isGreaterThanOrEqualTo(2 * 0.002); // two latencies, at least
        assertThat(Result.model(ranks, LONGS, wire)).isBetween(2 * 0.002, 2 * 0.002 + 2 * wire.secondsFor(LONGS));
    }
}
