package io.lockstep.cluster.allreduce;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.cluster.allreduce.PeerException.Kind;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever fails, each rank ends with an error that names the peer, the phase and the exchange; none hangs, none has a wrong sum. */
class AllReduceFaultsTest {
    private static final MemoryNetwork.Faults NO_FAULTS = new MemoryNetwork.Faults() {};

    /** As a task: sums, each checked, then a close; after an error it abandons. */
    private static int checkedSums(AllReduce rank, int sums) {
        try {
            for (int i = 0; i < sums; i++) {
                assertThat(rank.sum(Ranks.array(rank.rank(), i, 9))).isEqualTo(Ranks.expected(rank.ranks(), i, 9));
            }
        } catch (RuntimeException e) {
            rank.abandon(e.toString());
            throw e;
        }
        rank.close();
        return sums;
    }

    private static void assertIs(PeerException failure, Kind kind, String peer, int exchange, Phase phase) {
        assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(kind);
        assertThat(failure.peer()).isEqualTo(peer);
        assertThat(failure.exchange()).isEqualTo(exchange);
        assertThat(failure.phase()).isEqualTo(phase);
        assertThat(failure.isSecondary()).isEqualTo(kind == Kind.ABANDONED || kind == Kind.LOST);
    }

    @ParameterizedTest
    @EnumSource
    void aLostMessageEndsTheWaitWithItsPeerPhaseAndExchange(Phase phase) {
        var lost = new MemoryNetwork.Message(1, 0, 2, phase);
        var faults = new MemoryNetwork.Faults() {
            @Override
            public boolean loses(MemoryNetwork.Message message) {
                return message.equals(lost);
            }
        };
        try (var ranks = new Ranks("1+2+1", faults)) {
            var outcomes = ranks.all(rank -> checkedSums(rank, phase == Phase.GOODBYE ? 2 : 3));
            var failure = outcomes.get(0).peerFailure();
            assertIs(failure, Kind.TIMEOUT, "executor 1", 2, phase);
            assertThat(failure)
                    .hasMessage("All-reduce 2, %s: no message in time from executor 1: waited 120.0 s.", phase);
            if (phase == Phase.REDUCE_SCATTER) { // else the others have their sums
                for (int rank = 1; rank < 4; rank++) {
                    var told = outcomes.get(rank).peerFailure();
                    assertThat(told.kind()).isEqualTo(Kind.ABANDONED);
                    assertThat(told.exchange()).isEqualTo(2);
                    assertThat(told.reason()).isEqualTo("no message in time from executor 1: waited 120.0 s");
                }
            }
            assertThat(ranks.network().open()).isZero();
        }
    }

    @Test
    void anAbandonInReduceScatterEndsAllWaitsWithItsReason() {
        try (var ranks = new Ranks("2+1+2", NO_FAULTS)) {
            var outcomes = ranks.all(rank -> {
                if (rank.rank() == 4) {
                    checkedSum(rank);
                    rank.abandon("block 17 cannot be read");
                    return 0;
                }
                return checkedSums(rank, 2);
            });
            for (int rank = 0; rank < 4; rank++) {
                var failure = outcomes.get(rank).peerFailure();
                assertThat(failure.kind()).isEqualTo(Kind.ABANDONED);
                assertThat(failure).hasMessageContainingAll("task 4", "block 17 cannot be read");
            }
            assertIs(outcomes.get(3).peerFailure(), Kind.ABANDONED, "task 4", 1, Phase.REDUCE_SCATTER);
            assertThat(ranks.network().open()).isZero();
        }
    }

    private static void checkedSum(AllReduce rank) {
        assertThat(rank.sum(Ranks.array(rank.rank(), 0, 9))).isEqualTo(Ranks.expected(rank.ranks(), 0, 9));
    }

    @ParameterizedTest
    @EnumSource
    void anErrorWhileAGroupSendsReachesAllOthers(Phase phase) {
        var faults = new MemoryNetwork.Faults() {
            @Override
            public void beforeSend(MemoryNetwork.Message message) {
                if (message.from() == 2 && message.phase() == phase) {
                    throw new PeerException(Kind.LOST, "executor 0", message.exchange(), phase, "broken pipe");
                }
            }
        };
        try (var ranks = new Ranks("1+1+1", faults)) {
            var outcomes = ranks.all(rank -> checkedSums(rank, 1));
            assertIs(outcomes.get(2).peerFailure(), Kind.LOST, "executor 0", phase == Phase.GOODBYE ? 1 : 0, phase);
            for (int rank = 0; rank < 2; rank++) {
                var told = outcomes.get(rank).peerFailure();
                assertThat(told.isSecondary()).isTrue();
                assertThat(told).hasMessageContaining("broken pipe");
            }
            assertThat(ranks.network().open()).isZero();
        }
    }

    @Test
    void anyOtherErrorOfTheExchangeIsThrownByTheOneAndToldToTheOthers() {
        var faults = new MemoryNetwork.Faults() {
            @Override
            public void beforeSend(MemoryNetwork.Message message) {
                if (message.from() == 0) {
                    throw new OutOfMemoryError("direct buffers");
                }
            }
        };
        try (var ranks = new Ranks("2+1", faults)) {
            var outcomes = ranks.all(rank -> {
                rank.sum(new long[4]);
                return 0;
            });
            long thrown = outcomes.stream()
                    .filter(outcome -> outcome.failure() instanceof OutOfMemoryError)
                    .count();
            assertThat(thrown).isEqualTo(1);
            assertThat(outcomes)
                    .allSatisfy(outcome -> assertThat(outcome.failure()).hasMessageContaining("direct buffers"));
        }
    }

    @Test
    void aRankThatDoesNotComeIsNamedByTheOthersOfItsJvm() {
        try (var ranks = new Ranks("2+1", NO_FAULTS, Duration.ofMillis(100))) {
            var failure =
                    Ranks.outcome(ranks.start(0, rank -> rank.sum(new long[3]))).peerFailure();
            assertIs(failure, Kind.TIMEOUT, "task 1", 0, Phase.REDUCE_SCATTER);
            assertThat(failure.reason()).isEqualTo("waited 0.1 s");
            var late =
                    Ranks.outcome(ranks.start(1, rank -> rank.sum(new long[3]))).peerFailure();
            assertIs(late, Kind.TIMEOUT, "task 1", 0, Phase.REDUCE_SCATTER);
            var other =
                    Ranks.outcome(ranks.start(2, rank -> rank.sum(new long[3]))).peerFailure();
            assertIs(other, Kind.ABANDONED, "executor 0", 0, Phase.REDUCE_SCATTER);
            assertThat(other.reason()).isEqualTo("no message in time from task 1: waited 0.1 s");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "1+1"})
    void aRankThatEndsBeforeTheOthersIsNamed(String split) {
        try (var ranks = new Ranks(split, NO_FAULTS)) {
            var outcomes = ranks.all(rank -> checkedSums(rank, rank.rank() == 0 ? 3 : 2));
            var failure = outcomes.get(0).peerFailure();
            assertIs(failure, Kind.ABANDONED, split.equals("2") ? "task 1" : "executor 1", 2, Phase.REDUCE_SCATTER);
            assertThat(failure.reason()).startsWith("it ended after 2 all-reduces");
        }
    }

    /** A slice that is too long for one group may fit another, which must not take it for right. */
    @ParameterizedTest
    @CsvSource({"2, 10, 11", "1+1, 10, 11", "1+1, 11, 10", "1+1, 0, 1", "1+1+1, 100, 7", "2+1, 6, 7", "1+1+1+1+1, 9, 8"
    })
    void arraysOfDifferentLengthsGiveNoSum(String split, int length, int lastLength) {
        try (var ranks = new Ranks(split, NO_FAULTS)) {
            int last = ranks.groups().stream().mapToInt(group -> group.size()).sum() - 1;
            var outcomes = ranks.all(rank -> {
                rank.sum(new long[rank.rank() == last ? lastLength : length]);
                return 0;
            });
            assertThat(outcomes)
                    .allSatisfy(outcome -> assertThat(outcome.peerFailure()).hasMessageContaining("longs"))
                    .anySatisfy(
                            outcome -> assertThat(outcome.peerFailure().kind()).isEqualTo(Kind.MISMATCH));
        }
    }

    @Test
    void bothLengthsAreNamed() {
        try (var ranks = new Ranks("2", NO_FAULTS)) {
            var outcomes = ranks.all(rank -> rank.sum(new long[10 + rank.rank()]));
            assertThat(outcomes).allSatisfy(outcome -> {
                assertIs(outcome.peerFailure(), Kind.MISMATCH, "task 1", 0, Phase.REDUCE_SCATTER);
                assertThat(outcome.failure())
                        .hasMessage(
                                "All-reduce 0, reduce-scatter: wrong length from task 1: expected an array of 10 longs, as that"
                                        + " of task 0, found one of 11 longs.");
            });
        }
        try (var ranks = new Ranks("1+1", NO_FAULTS)) {
            var outcomes = ranks.all(rank -> rank.sum(new long[10 + rank.rank()]));
            assertThat(outcomes.get(0).failure())
                    .hasMessage(
                            "All-reduce 0, reduce-scatter: wrong length from executor 1: expected an array of 10 longs, as here,"
                                    + " found one of 11 to 12 longs: slice 0 of 2 has 6 longs.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "1+1"})
    void anInterruptionEndsAWaitAndIsNotForgotten(String split) throws InterruptedException {
        try (var ranks = new Ranks(split, NO_FAULTS)) {
            var found = new PeerException[1];
            boolean[] isInterrupted = new boolean[1];
            var waiting = new Thread(() -> {
                try {
                    ranks.get(0).sum(new long[5]);
                } catch (PeerException e) {
                    found[0] = e;
                    isInterrupted[0] = Thread.currentThread().isInterrupted();
                }
            });
            waiting.start();
            awaitParked(waiting);
            waiting.interrupt();
            waiting.join(TimeUnit.SECONDS.toMillis(60));
            assertIs(found[0], Kind.ABANDONED, split.equals("2") ? "task 0" : "executor 0", 0, Phase.REDUCE_SCATTER);
            assertThat(found[0].reason()).isEqualTo("its thread was interrupted");
            assertThat(isInterrupted[0]).isTrue();
            var other = Ranks.outcome(ranks.start(1, rank -> rank.sum(new long[5])));
            assertThat(other.peerFailure()).hasMessageContaining("its thread was interrupted");
        }
    }

    private static void awaitParked(Thread thread) throws InterruptedException {
        while (thread.isAlive() && thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.sleep(1);
        }
    }

    /** The exchange waits for another JVM; the other ranks of this one need not. */
    @Test
    void anAbandonFromAnotherThreadEndsTheExchange() throws InterruptedException {
        var receives = new CountDownLatch(1);
        var faults = new MemoryNetwork.Faults() {
            @Override
            public void beforeReceive(MemoryNetwork.Message message) {
                receives.countDown();
            }
        };
        try (var ranks = new Ranks("2+1", faults)) {
            var first = ranks.start(0, rank -> rank.sum(new long[5]));
            var second = ranks.start(1, rank -> rank.sum(new long[5]));
            assertThat(receives.await(60, TimeUnit.SECONDS)).isTrue();
            ranks.get(0).abandon("the task was killed");
            assertThat(Ranks.outcome(first).peerFailure()).hasMessageContaining("the task was killed");
            assertIs(
                    Ranks.outcome(second).peerFailure(),
                    Kind.ABANDONED,
                    Ranks.outcome(second).peerFailure().peer(),
                    0,
                    Phase.REDUCE_SCATTER);
            assertThat(Ranks.outcome(second).peerFailure()).hasMessageContainingAll("task 0", "the task was killed");
        }
    }

    @Test
    void aLostConnectionEndsTheWaitAtOnce() {
        try (var ranks = new Ranks("1+1+1", NO_FAULTS)) {
            var waiting = ranks.start(0, rank -> rank.sum(new long[5]));
            ranks.network().lose(1);
            var failure = Ranks.outcome(waiting).peerFailure();
            assertIs(failure, Kind.LOST, "executor 1", 0, Phase.REDUCE_SCATTER);
            assertThat(failure.reason()).isEqualTo("connection reset");
        }
    }

    /** Group 0 looks for what has arrived only after the connection is lost. */
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "REDUCE_SCATTER") // before it, no sum is there
    void whatHasArrivedBeforeAConnectionIsLostCounts(Phase phase) {
        var isLost = new CountDownLatch(1);
        var faults = new MemoryNetwork.Faults() {
            @Override
            public void beforeReceive(MemoryNetwork.Message message) {
                if (message.to() == 0 && message.phase() == phase) {
                    await(isLost);
                }
            }
        };
        try (var ranks = new Ranks("1+1", faults)) {
            var slow = ranks.start(0, rank -> rank.sum(Ranks.array(0, 0, 9)).clone());
            var dies = ranks.start(1, rank -> rank.sum(Ranks.array(1, 0, 9)).clone());
            assertThat(Ranks.outcome(dies).result()).isEqualTo(Ranks.expected(2, 0, 9));
            if (phase == Phase.GOODBYE) {
                assertThat(Ranks.outcome(slow).result()).isEqualTo(Ranks.expected(2, 0, 9));
                var closing = ranks.start(0, rank -> {
                    rank.close();
                    return "closed";
                });
                ranks.get(1).close();
                ranks.network().lose(1);
                isLost.countDown();
                assertThat(Ranks.outcome(closing).result()).isEqualTo("closed");
            } else {
                ranks.network().lose(1);
                isLost.countDown();
                assertThat(Ranks.outcome(slow).result()).isEqualTo(Ranks.expected(2, 0, 9));
                var next = Ranks.outcome(ranks.start(0, rank -> rank.sum(new long[9])));
                assertIs(next.peerFailure(), Kind.LOST, "executor 1", 1, Phase.REDUCE_SCATTER);
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aFailureAfterTheLastSumIsToldByClose() {
        try (var ranks = new Ranks("1+1", NO_FAULTS)) {
            ranks.right(rank -> rank.sum(new long[5]));
            ranks.get(1).abandon("the model cannot be written");
            var closing = Ranks.outcome(ranks.start(0, rank -> {
                rank.close();
                return 0;
            }));
            assertIs(closing.peerFailure(), Kind.ABANDONED, "executor 1", 1, Phase.GOODBYE);
            assertThat(closing.peerFailure().reason()).contains("task 1", "the model cannot be written");
            assertThat(ranks.network().open()).isZero();
        }
    }
}
