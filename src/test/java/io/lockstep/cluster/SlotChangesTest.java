package io.lockstep.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.cluster.executor.Place;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When blocks are dealt anew. */
class SlotChangesTest {
    private static final Place A = new Place("1", "10.0.0.1");
    private static final Place B = new Place("2", "10.0.0.2");
    private static final Place C = new Place("3", "10.0.0.3");

    private long now = -5; // as System.nanoTime() may be
    private final SlotChanges changes = new SlotChanges(Duration.ofSeconds(10), List.of(A, B), () -> now);

    private void pass(double seconds) {
        now += (long) (seconds * 1e9);
    }

    @Test
    void withoutChangesNothingIsDue() {
        pass(3600);
        assertThat(changes.areDue()).isFalse();
    }

    @Test
    void anExecutorThatIsLostIsDueAtOnce() {
        changes.went("2");
        assertThat(changes.areDue()).isTrue();
        assertThat(changes.take(List.of(A))).contains(new SlotChanges.Taken(List.of(), List.of(B)));
        assertThat(changes.areDue()).isFalse();
    }

    @Test
    void oneThatComesWaitsForThoseThatComeWithItAndForTheTimeBetweenDealings() {
        pass(5);
        changes.came(C);
        assertThat(changes.areDue()).isFalse();
        pass(5);
        assertThat(changes.areDue()).isTrue();
        changes.came(new Place("4", "10.0.0.3"));
        assertThat(changes.areDue()).isFalse();
        pass(1);
        assertThat(changes.areDue()).isTrue();
    }

    @Test
    void theTimeBetweenDealingsBeginsAnewWithEach() {
        changes.went("2");
        pass(9);
        assertThat(changes.take(List.of(A))).isPresent();
        changes.dealt();
        changes.came(C);
        pass(9);
        assertThat(changes.areDue()).isFalse();
        pass(1);
        assertThat(changes.areDue()).isTrue();
    }

    @Test
    void oneThatComesAndGoesIsNoChange() {
        changes.came(C);
        changes.went("3");
        pass(10);
        assertThat(changes.areDue()).isFalse();
    }

    @Test
    void anUnknownExecutorThatGoesIsNoChange() {
        changes.went("7");
        changes.came(A);
        pass(10);
        assertThat(changes.areDue()).isFalse();
    }

    @Test
    void aStatusThatIsBehindTheEventsForgetsNothing() {
        changes.went("2");
        changes.came(C);
        assertThat(changes.take(List.of(A, B))).isEqualTo(Optional.empty());
        assertThat(changes.take(List.of(A))).isEqualTo(Optional.empty());
        assertThat(changes.areDue()).isTrue();
        assertThat(changes.take(List.of(A, C))).contains(new SlotChanges.Taken(List.of(C), List.of(B)));
    }

    @Test
    void aDealingThatIsAskedForWaitsForItsTime() {
        changes.again();
        assertThat(changes.areDue()).isFalse();
        pass(10);
        assertThat(changes.areDue()).isTrue();
        assertThat(changes.take(List.of(A, B))).contains(new SlotChanges.Taken(List.of(), List.of()));
        assertThat(changes.areDue()).isFalse();
    }

    @Test
    void anExecutorThatIsListedButNotReadyGetsNoBlocksYet() {
        assertThat(changes.ready(Map.of(A, 1, B, 2, C, 4))).isEqualTo(Map.of(A, 1, B, 2));
        changes.came(C);
        changes.went("1");
        assertThat(changes.ready(Map.of(A, 1, B, 2, C, 4))).isEqualTo(Map.of(B, 2, C, 4));
    }
}
