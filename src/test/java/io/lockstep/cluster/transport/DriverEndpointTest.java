package io.lockstep.cluster.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.cluster.LocalSpark;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DriverEndpointTest {
    private static final Duration LONG = Duration.ofMinutes(2);

    private static JavaSparkContext spark;

    @BeforeAll
    static void start() {
        spark = LocalSpark.start();
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @Test
    void aTaskGetsTheDriversAnswer() {
        try (var endpoint = open(message -> CompletableFuture.completedFuture(bytes("re: " + text(message))))) {
            var name = endpoint.name();
            var answers = spark.parallelize(List.of(1, 2, 3), 3)
                    .map(task -> text(DriverLine.to(name).ask(bytes("task " + task), LONG)))
                    .collect();
            assertThat(answers).containsExactly("re: task 1", "re: task 2", "re: task 3");
        }
    }

    @Test
    void anAnswerMayComeAfterTheNextMessage() {
        var waiting = new ConcurrentHashMap<String, CompletableFuture<byte[]>>();
        DriverEndpoint.Answers whenBothAreHere = message -> {
            var mine = waiting.computeIfAbsent(text(message), ignored -> new CompletableFuture<>());
            if (waiting.size() == 2) {
                waiting.values().forEach(each -> each.complete(bytes("both")));
            }
            return mine;
        };
        try (var endpoint = open(whenBothAreHere)) {
            var name = endpoint.name();
            var answers = spark.parallelize(List.of("a", "b"), 2)
                    .map(task -> text(DriverLine.to(name).ask(bytes(task), LONG)))
                    .collect();
            assertThat(answers).containsExactly("both", "both");
        }
    }

    @Test
    void aFailureOfTheDriverIsTheTasksFailureWithTheSameText() {
        try (var later = open(message -> CompletableFuture.supplyAsync(() -> {
                    throw new IllegalStateException("round 3 is over");
                }));
                var atOnce = open(message -> {
                    throw new IllegalStateException("no round is open");
                })) {
            assertThatThrownBy(() -> DriverLine.to(later.name()).ask(new byte[1], LONG))
                    .isInstanceOf(DriverLineException.class)
                    .hasMessageContaining("round 3 is over");
            assertThatThrownBy(() -> DriverLine.to(atOnce.name()).ask(new byte[1], LONG))
                    .isInstanceOf(DriverLineException.class)
                    .hasMessageContaining("no round is open");
        }
    }

    @Test
    void aDriverThatDoesNotAnswerMeetsTheDeadline() {
        try (var endpoint = open(message -> new CompletableFuture<>())) {
            var line = DriverLine.to(endpoint.name());
            assertThatThrownBy(() -> line.ask(new byte[1], Duration.ofMillis(50)))
                    .isInstanceOf(DriverLineException.class)
                    .hasMessageContaining("50 milliseconds")
                    .hasMessageContaining("deadline of this message");
        }
    }

    @Test
    void aClosedEndpointIsNotFoundAndAnswersNoLineThatWasOpen() {
        var endpoint = open(CompletableFuture::completedFuture);
        var line = DriverLine.to(endpoint.name());
        assertThat(line.ask(new byte[] {7}).join()).containsExactly(7);
        endpoint.close();
        assertThatThrownBy(() -> line.ask(new byte[1], LONG)).isInstanceOf(DriverLineException.class);
        assertThatThrownBy(() -> DriverLine.to(endpoint.name())).isInstanceOf(DriverLineException.class);
    }

    @Test
    void messagesComeOneAtATime() throws InterruptedException {
        var inside = new int[1];
        var most = new int[1];
        var sent = 200;
        var done = new CountDownLatch(sent);
        try (var endpoint = open(message -> {
            most[0] = Math.max(most[0], ++inside[0]);
            LockSupport.parkNanos(1);
            inside[0]--;
            return CompletableFuture.completedFuture(message);
        })) {
            var line = DriverLine.to(endpoint.name());
            for (var i = 0; i < sent; i++) {
                var unused = line.ask(new byte[8]).thenRun(done::countDown);
            }
            done.await();
        }
        assertThat(most[0]).isEqualTo(1);
    }

    private static DriverEndpoint open(DriverEndpoint.Answers answers) {
        return DriverEndpoint.open(spark.sc(), answers);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }
}
