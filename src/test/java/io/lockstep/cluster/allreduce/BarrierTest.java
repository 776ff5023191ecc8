package io.lockstep.cluster.allreduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.cluster.allreduce.PeerException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BarrierTest {
    private final List<Failure> told = new ArrayList<>();

    private Barrier barrier(Duration timeout, String... names) {
        return new Barrier(List.of(names), timeout, told::add);
    }

    @Test
    void allWhoAreMissingAreCounted() {
        var barrier = barrier(Duration.ofMillis(20), "a", "b", "c", "d");
        var failure =
                catchThrowableOfType(PeerException.class, () -> barrier.await(1, 5, Phase.REDUCE_SCATTER, () -> {}));
        assertThat(failure)
                .hasMessage(
                        "All-reduce 5, reduce-scatter: no message in time from a: waited 0.02 s, for 2 others too.");
        assertThat(told).containsExactly(new Failure(Kind.TIMEOUT, "a", "waited 0.02 s, for 2 others too"));
    }

    /** Its action has deadlines of its own; this one is for an error in them. */
    @Test
    void theLastOneIsNamedWhereItsActionDoesNotEnd() throws Exception {
        var barrier = barrier(Duration.ofMillis(20), "a", "b");
        var isOver = new CountDownLatch(1);
        var first = Thread.currentThread();
        var last = CompletableFuture.runAsync(() -> {
            while (first.getState() == Thread.State.RUNNABLE) { // until it waits: the other is then the last
                Thread.onSpinWait();
            }
            barrier.await(1, 0, Phase.REDUCE_SCATTER, () -> {
                try {
                    isOver.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
        });
        var failure =
                catchThrowableOfType(PeerException.class, () -> barrier.await(0, 0, Phase.REDUCE_SCATTER, () -> {}));
        assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(failure.peer()).isEqualTo("b");
        isOver.countDown();
        assertThat(last).failsWithin(60, TimeUnit.SECONDS); // it may not think that all have passed
    }

    @Test
    void onlyTheFirstFailureCounts() {
        var barrier = barrier(Ranks.LONG, "a", "b");
        barrier.breakUp(new Failure(Kind.ABANDONED, "a", "first"));
        barrier.breakUp(new Failure(Kind.ABANDONED, "b", "second"));
        barrier.end(new Failure(Kind.ABANDONED, "b", "it ended"));
        assertThat(told).containsExactly(new Failure(Kind.ABANDONED, "a", "first"));
        var failure =
                catchThrowableOfType(PeerException.class, () -> barrier.await(1, 0, Phase.REDUCE_SCATTER, () -> {}));
        assertThat(failure.reason()).isEqualTo("first");
    }

    @Test
    void whoEndsBreaksTheBarrierOnlyForThoseWhoStillCome() {
        var barrier = barrier(Ranks.LONG, "a", "b");
        barrier.end(new Failure(Kind.ABANDONED, "a", "it ended"));
        assertThat(barrier.isBroken()).isFalse();
        assertThat(told).isEmpty();
        var failure =
                catchThrowableOfType(PeerException.class, () -> barrier.await(1, 3, Phase.REDUCE_SCATTER, () -> {}));
        assertThat(failure).hasMessage("All-reduce 3, reduce-scatter: abandoned by a: it ended.");
        assertThat(barrier.isBroken()).isTrue();
        assertThat(told).hasSize(1);
    }
}
