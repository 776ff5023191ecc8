package io.lockstep.cluster.allreduce;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.cluster.allreduce.AllReduceSimulation.Model;
import io.lockstep.cluster.allreduce.AllReduceSimulation.Wire;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an all-reduce sends, and how long it takes where latency, bandwidth and the cost of a message are given. */
class AllReduceSimulationTest {
    private static final int LONGS = 64 * 500;
    private static final Wire TEN_GIGABITS = new Wire(Duration.ofNanos(100_000), 1.25e9, Duration.ofNanos(50_000));

    /** However many ranks there are, each sends less than two arrays. */
    @ParameterizedTest
    @ValueSource(ints = {2, 16, 64})
    void eachRankSendsTwoTimesNMinus1OfNOfTheArray(int ranks) {
        var found = AllReduceSimulation.run(ranks, LONGS, 2, TEN_GIGABITS);
        assertThat(found.bytes()).hasSize(ranks).containsOnly(2L * (ranks - 1) * LONGS / ranks * Long.BYTES);
        assertThat(found.messages()).containsOnly(2L * (ranks - 1));
    }

    /** Where the messages take longest, where the wire does, and where the latency does. */
    @ParameterizedTest
    @CsvSource({
        "2, 39760, 100, 10, 50",
        "2, 39760, 100, 0.25, 50",
        "16, 39760, 100, 10, 50",
        "16, 39761, 100, 0.25, 50",
        "64, 39760, 100, 10, 50",
        "64, 39760, 20000, 10, 50",
        "64, 39760, 0, 10, 50",
        "64, 39760, 100, 0.25, 0",
        "64, 39760, 100, 0.25, 500",
        "64, 5, 100, 10, 50"
    })
    void theModelIsAsFarFromTheSimulationAsItSays(
            int ranks, int longs, int latencyMicros, double gigabits, int messageMicros) {
        var wire = new Wire(
                Duration.ofNanos(1_000L * latencyMicros), gigabits / 8 * 1e9, Duration.ofNanos(1_000L * messageMicros));
        var model = new Model(ranks, longs, wire);
        double found = AllReduceSimulation.run(ranks, longs, 1, wire).seconds();
        double rounding = 1e-12; // seconds; the sums of doubles that are some milliseconds
        assertThat(found)
                .isBetween(model.seconds() - model.below() - rounding, model.seconds() + model.above() + rounding);
    }

    /** The model would say nothing if its tolerance were not small beside what it tells apart. */
    @Test
    void aSumOfTwiceTheLengthIsNotWithinTheTolerance() {
        var wire = new Wire(Duration.ofNanos(100_000), 1.25e7, Duration.ofNanos(50_000));
        var once = new Model(64, LONGS, wire);
        double twice = AllReduceSimulation.run(64, 2 * LONGS, 1, wire).seconds();
        assertThat(twice).isGreaterThan(once.seconds() + once.above());
    }

    /** No thread's speed and no order of arrival is in the result. */
    @Test
    void twoSimulationsTakeTheSameTime() {
        assertThat(AllReduceSimulation.run(64, LONGS, 2, TEN_GIGABITS).seconds())
                .isEqualTo(AllReduceSimulation.run(64, LONGS, 2, TEN_GIGABITS).seconds());
    }
}
