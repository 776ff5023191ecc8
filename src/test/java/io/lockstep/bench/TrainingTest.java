package io.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TrainingTest {
    private static final Goal GOAL = new Goal(0.97, 100);

    /** Comes as far as it always does. */
    private record Always(String version, double milliseconds, double accuracy) implements Trainee {
        @Override
        public Trained train(Goal goal) {
            return new Trained(milliseconds, "1 epoch", List.of(accuracy));
        }

        @Override
        public void close() {}
    }

    private static String best(Trainee... settings) throws Exception {
        try (Training training = new Training()) {
            for (Trainee setting : settings) {
                training.add("peer", setting);
            }
            Map<String, Training.Standing> standings = training.run(GOAL, 0, 1);
            return Objects.requireNonNull(standings.get("peer")).version();
        }
    }

    @Test
    void theFastestSettingThatReachesTheGoalCounts() throws Exception {
        Trainee slow = new Always("slow", 30, 0.98);
        Trainee fast = new Always("fast", 20, 0.97);
        Trainee less = new Always("less", 10, 0.96);
        assertThat(best(slow, fast, less)).isEqualTo("fast");
        assertThat(best(less, fast, slow)).isEqualTo("fast");
    }

    @Test
    void whereNoneReachesItTheMostAccurateIsTold() throws Exception {
        assertThat(best(new Always("a", 10, 0.95), new Always("b", 20, 0.96), new Always("c", 5, 0.9)))
                .isEqualTo("b");
    }

    @Test
    void trainingEndsAtTheGoalOrWhenItsTimeIsOver() {
        assertThat(GOAL.isAheadOf(new Trained(100, "", List.of(0.96)))).isTrue();
        assertThat(GOAL.isAheadOf(new Trained(100.1, "", List.of(0.96)))).isFalse();
        assertThat(GOAL.isAheadOf(new Trained(1, "", List.of(0.97, 0.5)))).isFalse();
    }
}
