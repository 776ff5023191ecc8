package io.lockstep.cluster.allreduce;

import static io.lockstep.cluster.allreduce.Phase.ALL_GATHER;
import static io.lockstep.cluster.allreduce.Phase.GOODBYE;
import static io.lockstep.cluster.allreduce.Phase.REDUCE_SCATTER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.cluster.allreduce.PeerException.Kind;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class InboxTest {
    private static final Duration NOW = Duration.ZERO;
    private static final Duration LONG = Duration.ofMinutes(2);

    private final Inbox<String> inbox = new Inbox<>(0, List.of("self", "first", "second"));

    private PeerException failure(int peer, int exchange, Phase phase, Duration timeout) {
        return catchThrowableOfType(PeerException.class, () -> inbox.await(peer, exchange, phase, timeout));
    }

    @Test
    void messagesThatComeFirstAreKeptForEachPeer() {
        assertThat(inbox.put(1, 1, REDUCE_SCATTER, "next")).isTrue();
        assertThat(inbox.put(1, 0, ALL_GATHER, "sum")).isTrue();
        assertThat(inbox.put(2, 0, REDUCE_SCATTER, "of another")).isTrue();
        assertThat(inbox.put(1, 0, REDUCE_SCATTER, "part")).isTrue();
        assertThat(inbox.await(1, 0, REDUCE_SCATTER, NOW)).isEqualTo("part");
        assertThat(inbox.await(1, 0, ALL_GATHER, NOW)).isEqualTo("sum");
        assertThat(inbox.await(1, 1, REDUCE_SCATTER, NOW)).isEqualTo("next");
        assertThat(inbox.await(2, 0, REDUCE_SCATTER, NOW)).isEqualTo("of another");
    }

    @Test
    void duplicatesAreDroppedBeforeAndAfterTheirMessageIsTaken() {
        inbox.put(1, 0, REDUCE_SCATTER, "first");
        assertThat(inbox.put(1, 0, REDUCE_SCATTER, "second")).isFalse();
        assertThat(inbox.await(1, 0, REDUCE_SCATTER, NOW)).isEqualTo("first");
        assertThat(inbox.put(1, 0, REDUCE_SCATTER, "third")).isFalse();
        assertThat(failure(1, 0, REDUCE_SCATTER, NOW).kind()).isEqualTo(Kind.TIMEOUT);
    }

    @Test
    void aWaitEndsAfterItsTimeout() {
        long start = System.nanoTime();
        var failure = failure(2, 7, ALL_GATHER, Duration.ofMillis(50));
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(50_000_000);
        assertThat(failure).hasMessage("All-reduce 7, all-gather: no message in time from second: waited 0.05 s.");
        assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
    }

    @Test
    void aMessageEndsAWait() throws Exception {
        var waiting = CompletableFuture.supplyAsync(() -> inbox.await(1, 0, GOODBYE, LONG));
        Thread.sleep(20);
        assertThat(waiting).isNotDone();
        inbox.put(1, 0, GOODBYE, "goodbye");
        assertThat(waiting.get(60, TimeUnit.SECONDS)).isEqualTo("goodbye");
    }

    @Test
    void whatHasArrivedIsHandedOutWhateverHasBecomeOfItsPeer() {
        inbox.put(1, 0, REDUCE_SCATTER, "part");
        inbox.lost(1, "connection reset");
        inbox.abandoned(2, "no memory");
        assertThat(inbox.await(1, 0, REDUCE_SCATTER, LONG)).isEqualTo("part");
        assertThat(failure(1, 0, ALL_GATHER, LONG).kind()).isEqualTo(Kind.LOST);
        assertThat(failure(2, 0, ALL_GATHER, LONG).reason()).isEqualTo("no memory");
    }

    @Test
    void aPeerThatIsLostEndsTheWaitForAnother() throws Exception {
        var waiting = CompletableFuture.supplyAsync(() -> failure(1, 0, REDUCE_SCATTER, LONG));
        Thread.sleep(20);
        inbox.lost(2, "connection reset");
        var failure = waiting.get(60, TimeUnit.SECONDS);
        assertThat(failure)
                .hasMessage("All-reduce 0, reduce-scatter: lost the connection to second: connection reset.");
    }

    @Test
    void theFirstFailureOfAPeerIsTold() {
        inbox.abandoned(1, "no memory");
        inbox.lost(1, "connection reset");
        assertThat(failure(1, 0, REDUCE_SCATTER, LONG).kind()).isEqualTo(Kind.ABANDONED);
    }

    @Test
    void whoWaitsForAThirdIsToldTheFirstFailureOfAll() {
        var larger = new Inbox<String>(0, List.of("self", "first", "second", "third"));
        larger.abandoned(2, "no memory");
        larger.lost(1, "connection reset");
        var failure = catchThrowableOfType(PeerException.class, () -> larger.await(3, 0, REDUCE_SCATTER, LONG));
        assertThat(failure).hasMessageContaining("abandoned by second: no memory");
    }

    @Test
    void aPeerThatHasSaidGoodbyeMayBeLost() {
        inbox.put(1, 3, GOODBYE, "goodbye");
        inbox.lost(1, "closed");
        inbox.put(2, 2, ALL_GATHER, "sum");
        assertThat(failure(2, 2, REDUCE_SCATTER, Duration.ofMillis(1)).kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(inbox.await(2, 2, ALL_GATHER, NOW)).isEqualTo("sum");
        assertThat(inbox.await(1, 3, GOODBYE, NOW)).isEqualTo("goodbye");
    }

    @Test
    void aGoodbyeMayOvertakeWhatWasSentBefore() {
        inbox.put(1, 3, GOODBYE, "goodbye");
        assertThat(failure(1, 2, ALL_GATHER, Duration.ofMillis(1)).kind()).isEqualTo(Kind.TIMEOUT);
        inbox.put(1, 2, ALL_GATHER, "sum");
        assertThat(inbox.await(1, 2, ALL_GATHER, NOW)).isEqualTo("sum");
    }

    @Test
    void afterAGoodbyeNoOtherExchangeIsWaitedFor() {
        inbox.put(1, 3, GOODBYE, "goodbye");
        assertThat(failure(1, 3, REDUCE_SCATTER, LONG).reason()).isEqualTo("it ended after 3 all-reduces");
        assertThat(failure(1, 2, GOODBYE, LONG).reason()).isEqualTo("it ended after 3 all-reduces");
    }

    @Test
    void afterThisSideLeftNothingIsWaitedForOrKept() throws Exception {
        var waiting = CompletableFuture.supplyAsync(() -> failure(1, 0, REDUCE_SCATTER, LONG));
        Thread.sleep(20);
        inbox.leave("the task was killed");
        assertThat(waiting.get(60, TimeUnit.SECONDS)).hasMessageContaining("abandoned by self: the task was killed");
        assertThat(inbox.put(1, 0, REDUCE_SCATTER, "part")).isFalse();
    }

    @Test
    void anInterruptionEndsAWait() {
        Thread.currentThread().interrupt();
        var failure = failure(1, 0, REDUCE_SCATTER, LONG);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure).hasMessageContaining("abandoned by self: its thread was interrupted");
    }
}
