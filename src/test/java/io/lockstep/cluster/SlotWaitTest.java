package io.lockstep.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** In a time of its own, so that no machine is too slow. */
class SlotWaitTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Demand TWO_EXECUTORS = new Demand(Demand.Unit.EXECUTORS, 2, "spark.executor.instances");
    private static final Demand EIGHT_CORES = new Demand(Demand.Unit.CORES, 8, "spark.cores.max");

    private final List<String> told = new ArrayList<>();
    private final Time time = new Time();

    private static final class Time implements SlotWait.Clock {
        private long now = 42;

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public void sleep(Duration duration) {
            now += duration.toNanos();
        }

        double seconds() {
            return (now - 42) / 1e9;
        }
    }

    @Test
    void anExecutorThatComesMuchLaterThanTheOtherIsWaitedFor() {
        Found found = await(TWO_EXECUTORS, 1, Duration.ZERO, Map.of(3, executors(1), 12, executors(2)));
        assertThat(found.executors()).isEqualTo(2);
        assertThat(time.seconds()).isBetween(12.0, 12.2);
        assertThat(told)
                .containsExactly("waiting for 2 executors, none available", "waiting for 2 executors, 1 available");
    }

    @Test
    void whatIsAllThereIsNotWaitedFor() {
        assertThat(await(TWO_EXECUTORS, 1, Duration.ZERO, Map.of(0, executors(2))))
                .isEqualTo(executors(2));
        assertThat(time.seconds()).isZero();
        assertThat(told).isEmpty();
    }

    @Test
    void aSmallerClusterIsNotWaitedForUntilTheLimit() {
        await(EIGHT_CORES, 1, Duration.ZERO, Map.of(20, new Found(1, 4, 4)));
        assertThat(time.seconds()).isBetween(35.0, 35.2);
        assertThat(told)
                .containsExactly(
                        "waiting for 8 cores, none available",
                        "waiting for 8 cores, 4 available",
                        "starting with 4 of 8 cores: no more became available within 15s");
    }

    @Test
    void aSessionThatHasLongHadItsExecutorsIsNotKeptWaiting() {
        await(EIGHT_CORES, 1, Duration.ofHours(1), Map.of(0, new Found(1, 4, 4)));
        assertThat(time.seconds()).isZero();
        assertThat(told).containsExactly("starting with 4 of 8 cores: no more became available within 15s");
    }

    @Test
    void atTheLimitItGoesAheadWithWhatIsThere() {
        Map<Integer, Found> slow = new TreeMap<>();
        for (int i = 1; i <= 20; i++) {
            slow.put(10 * i, new Found(i, i, i));
        }
        Found found = await(new Demand(Demand.Unit.EXECUTORS, 30, "x"), 2, Duration.ZERO, slow);
        assertThat(found.executors()).isEqualTo(12);
        assertThat(told).last().isEqualTo("starting with 12 of 30 executors: no more became available within 2m");
    }

    @Test
    void theSlotsOfTheRunAreWaitedForUpToTheLimit() {
        Found found = await(TWO_EXECUTORS, 3, Duration.ZERO, Map.of(1, executors(2)));
        assertThat(found).isEqualTo(executors(2));
        assertThat(time.seconds()).isBetween(120.0, 120.2);
        assertThat(told)
                .containsExactly("waiting for 2 executors, none available", "waiting for 3 task slots, 2 available");
    }

    @Test
    void withDynamicAllocationTheSlotsOfTheRunSuffice() {
        Demand none = new Demand(Demand.Unit.EXECUTORS, 0, "spark.dynamicAllocation.initialExecutors");
        await(none, 2, Duration.ZERO, Map.of(5, executors(1), 30, executors(2)));
        assertThat(time.seconds()).isBetween(30.0, 30.2);
        assertThat(told)
                .containsExactly("waiting for 2 task slots, none available", "waiting for 2 task slots, 1 available");
    }

    @Test
    void whereNobodyKnowsItEndsSoonAfterTheLast() {
        Map<Integer, Found> coming = Map.of(5, executors(1), 7, executors(2));
        assertThat(await(Demand.UNKNOWN, 1, Duration.ZERO, coming)).isEqualTo(executors(1));
        assertThat(time.seconds()).isBetween(6.0, 6.2);
        assertThat(told).containsExactly("waiting for 1 task slot, none available");
    }

    @Test
    void itEndsWhenTheApplicationDoes() {
        new SlotWait(TWO_EXECUTORS, 1, told::add, time)
                .await(() -> executors(0), Duration.ZERO, LIMIT, () -> time.seconds() > 4);
        assertThat(time.seconds()).isLessThan(5);
    }

    private static Found executors(int count) {
        return new Found(count, count, count);
    }

    /** What the cluster has at which second. */
    private Found await(Demand demand, int minSlots, Duration unchanged, Map<Integer, Found> atSecond) {
        TreeMap<Integer, Found> coming = new TreeMap<>(atSecond);
        coming.putIfAbsent(0, executors(0));
        return new SlotWait(demand, minSlots, told::add, time)
                .await(() -> coming.floorEntry((int) time.seconds()).getValue(), unchanged, LIMIT, () -> false);
    }
}
