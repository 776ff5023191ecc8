package io.lockstep.cluster.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.cluster.allreduce.AllReduce;
import io.lockstep.cluster.allreduce.PeerException;
import io.lockstep.cluster.allreduce.PeerException.Kind;
import io.lockstep.cluster.allreduce.Phase;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExecutorTransportTest {
    private static final String KEY = "run 1, stage 2, attempt 0";
    private static final long[] NONE = {};

    @ParameterizedTest
    @CsvSource({
        "2, 39760, false",
        "3, 39760, false",
        "3, 1, false",
        "2, 1000000, false",
        "2, 39760, true",
        "3, 100003, true"
    })
    void theSumIsRight(int count, int length, boolean encrypted) throws Exception {
        try (var peers = Peers.start(count, encrypted ? Peers.ENCRYPTED : Map.of())) {
            peers.expect(KEY);
            var parts = peers.join(KEY, peers.addresses(), Peers.LONG);
            var right = peers.each(peer -> {
                var good = true;
                try (var part = parts.get(peer)) {
                    for (var exchange = 0; exchange < 20; exchange++) {
                        good &= sumIsRight(part, length, exchange);
                    }
                }
                return good;
            });
            assertThat(right).hasSize(count).containsOnly(true);
        }
    }

    private static boolean sumIsRight(AllReduce part, int length, int exchange) {
        var sum = part.sum(IntStream.range(0, length)
                .mapToLong(i -> value(part.rank(), i, exchange))
                .toArray());
        return IntStream.range(0, length)
                .allMatch(i -> sum[i]
                        == IntStream.range(0, part.ranks())
                                .mapToLong(rank -> value(rank, i, exchange))
                                .sum());
    }

    private static long value(int rank, int index, int exchange) {
        return (index + 1L) * 0x9E3779B97F4A7C15L * (rank + 1) + exchange;
    }

    @Test
    void aMessageWaitsForATaskThatConnectsLater() {
        try (var peers = Peers.start(2, Map.of())) {
            peers.expect(KEY);
            var first = peers.get(0).connect(KEY, 0, peers.addresses(), peers.names());
            first.send(1, 0, Phase.REDUCE_SCATTER, new long[] {1, 2, 3, 4}, 1, 3);
            first.close(); // waits for the answer: the message has arrived
            var second = peers.get(1).connect(KEY, 1, peers.addresses(), peers.names());
            var received = second.receive(0, 0, Phase.REDUCE_SCATTER, Peers.LONG);
            assertThat(longs(received)).containsExactly(2, 3);
        }
    }

    @Test
    void anUnknownKeyIsRefused() {
        try (var peers = Peers.start(2, Map.of())) {
            peers.get(0).expect("old");
            peers.get(1).expect("new");
            var links = peers.get(0).connect("old", 0, peers.addresses(), peers.names());
            links.send(1, 7, Phase.REDUCE_SCATTER, new long[1000], 0, 1000);
            assertThatThrownBy(() -> links.receive(1, 7, Phase.REDUCE_SCATTER, Peers.LONG))
                    .isInstanceOf(PeerException.class)
                    .hasMessageContaining("executor 1")
                    .hasMessageContaining("refused: key old unknown");
        }
    }

    @Test
    void aForgottenKeyIsRefusedAndTheConnectionServesTheNext() throws Exception {
        try (var peers = Peers.start(2, Map.of())) {
            peers.expect("first");
            var first = peers.get(0).connect("first", 0, peers.addresses(), peers.names());
            peers.get(1).forget("first");
            first.send(1, 0, Phase.REDUCE_SCATTER, new long[1000], 0, 1000);
            assertThatThrownBy(() -> first.receive(1, 0, Phase.REDUCE_SCATTER, Peers.LONG))
                    .hasMessageContaining("refused: key first unknown");

            peers.expect("second");
            var parts = peers.join("second", peers.addresses(), Peers.LONG);
            assertThat(peers.each(peer -> {
                        try (var part = parts.get(peer)) {
                            return sumIsRight(part, 1000, 0);
                        }
                    }))
                    .containsExactly(true, true);
        }
    }

    @Test
    void aPeerWhoseJvmEndsIsLostByName() throws Exception {
        try (var peers = Peers.start(2, Map.of())) {
            peers.expect(KEY);
            var parts = peers.join(KEY, peers.addresses(), Peers.LONG);
            peers.each(peer -> sumIsRight(parts.get(peer), 1000, 0));
            var waiting = peers.inBackground(() -> parts.get(0).sum(new long[1000]));
            peers.get(1).close();
            var failure = catchThrowableOfType(ExecutionException.class, waiting::get);
            assertThat(failure).cause().isInstanceOf(PeerException.class).hasMessageContaining("executor 1");
            assertThat(((PeerException) Objects.requireNonNull(failure.getCause())).kind())
                    .isEqualTo(Kind.LOST);
        }
    }

    @Test
    void aPeerWhoseJvmEndsBeforeItsFirstMessageIsLostByName() {
        try (var peers = Peers.start(2, Map.of())) {
            peers.expect(KEY);
            var links = peers.get(0).connect(KEY, 0, peers.addresses(), peers.names());
            var other = peers.get(1).connect(KEY, 1, peers.addresses(), peers.names());
            links.send(1, 0, Phase.REDUCE_SCATTER, new long[10], 0, 10);
            assertThat(other.receive(0, 0, Phase.REDUCE_SCATTER, Peers.LONG).remaining())
                    .isEqualTo(10);
            peers.get(1).close();
            assertThatThrownBy(() -> links.receive(1, 0, Phase.REDUCE_SCATTER, Peers.LONG))
                    .isInstanceOf(PeerException.class)
                    .hasMessageContaining("lost the connection to executor 1");
        }
    }

    @Test
    void whatHasArrivedBeforeAPeerEndsIsHandedOut() {
        try (var peers = Peers.start(2, Map.of())) {
            peers.expect(KEY);
            var links = peers.get(0).connect(KEY, 0, peers.addresses(), peers.names());
            var other = peers.get(1).connect(KEY, 1, peers.addresses(), peers.names());
            links.send(1, 0, Phase.REDUCE_SCATTER, new long[10], 0, 10); // both connections are there
            var large = new long[1_000_000];
            large[999_999] = 7;
            other.send(0, 0, Phase.REDUCE_SCATTER, large, 0, large.length);
            other.close();
            peers.get(1).close();
            assertThat(links.receive(1, 0, Phase.REDUCE_SCATTER, Peers.LONG).get(999_999))
                    .isEqualTo(7);
            assertThatThrownBy(() -> links.receive(1, 0, Phase.ALL_GATHER, Peers.LONG))
                    .isInstanceOf(PeerException.class)
                    .hasMessageContaining("lost the connection to executor 1");
        }
    }

    @Test
    void aPeerThatCannotBeReachedIsLostByName() {
        try (var peers = Peers.start(2, Map.of())) {
            peers.expect(KEY);
            var links = peers.get(0).connect(KEY, 0, peers.addresses(), peers.names());
            peers.get(1).close();
            assertThatThrownBy(() -> links.send(1, 0, Phase.REDUCE_SCATTER, NONE, 0, 0))
                    .isInstanceOf(PeerException.class)
                    .hasMessageContaining("lost the connection to executor 1")
                    .hasMessageContaining("127.0.0.1");
        }
    }

    @Test
    void aSilentPeerMeetsTheDeadline() {
        try (var peers = Peers.start(2, Map.of())) {
            peers.expect(KEY);
            var links = peers.get(0).connect(KEY, 0, peers.addresses(), peers.names());
            assertThatThrownBy(() -> links.receive(1, 0, Phase.REDUCE_SCATTER, Duration.ofMillis(20)))
                    .isInstanceOf(PeerException.class)
                    .hasMessageContaining("executor 1");
        }
    }

    @Test
    void whoAbandonsTellsWhy() throws Exception {
        try (var peers = Peers.start(3, Map.of())) {
            peers.expect(KEY);
            var parts = peers.join(KEY, peers.addresses(), Peers.LONG);
            peers.each(peer -> sumIsRight(parts.get(peer), 1000, 0));
            parts.get(2).abandon("no memory is left");
            for (var peer : List.of(0, 1)) {
                assertThatThrownBy(() -> parts.get(peer).sum(new long[1000]))
                        .isInstanceOf(PeerException.class)
                        .hasMessageContaining("no memory is left");
            }
        }
    }

    @Test
    void whoSendsToAPeerThatHasAbandonedLearnsWhy() {
        try (var peers = Peers.start(2, Map.of())) {
            peers.expect(KEY);
            var links = peers.get(0).connect(KEY, 0, peers.addresses(), peers.names());
            peers.get(1).connect(KEY, 1, peers.addresses(), peers.names()).abandon("no memory is left");
            links.send(1, 0, Phase.REDUCE_SCATTER, NONE, 0, 0); // over the first connection between them
            assertThatThrownBy(() -> links.receive(1, 0, Phase.REDUCE_SCATTER, Peers.LONG))
                    .isInstanceOf(PeerException.class)
                    .hasMessageContaining("abandoned by executor 1: no memory is left");
        }
    }

    @Test
    void anAbandonedReceiveEndsAtOnce() throws Exception {
        try (var peers = Peers.start(2, Map.of())) {
            peers.expect(KEY);
            var links = peers.get(0).connect(KEY, 0, peers.addresses(), peers.names());
            var waiting = peers.inBackground(() -> links.receive(1, 0, Phase.REDUCE_SCATTER, Peers.LONG));
            links.abandon("the run was stopped");
            assertThatThrownBy(waiting::get).hasRootCauseInstanceOf(PeerException.class);
        }
    }

    @Test
    void aRoundIsConnectedOnceAndOnlyIfExpected() {
        try (var peers = Peers.start(1, Map.of())) {
            assertThatThrownBy(() -> peers.get(0).connect(KEY, 0, peers.addresses(), peers.names()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("expect");
            peers.expect(KEY);
            peers.get(0).connect(KEY, 0, peers.addresses(), peers.names());
            assertThatThrownBy(() -> peers.get(0).connect(KEY, 0, peers.addresses(), peers.names()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("second");
        }
    }

    @Test
    void headersAndFarewellsSurviveTheWire() {
        var header = new Header("schlüssel", 3, 70_000, Phase.ALL_GATHER, 39_760);
        assertThat(Header.decode(header.encode())).isEqualTo(header);
        var farewell = new Farewell("schlüssel", 2, "kein Speicher für diese Größe");
        assertThat(Farewell.decode(farewell.encode())).isEqualTo(farewell);
        assertThatThrownBy(() -> Header.decode(ByteBuffer.wrap("GET / HTTP/1.1\r\n".getBytes(UTF_8))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static long[] longs(LongBuffer buffer) {
        var longs = new long[buffer.remaining()];
        buffer.get(longs);
        return longs;
    }
}
