package io.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class LadderTest {
    private static final List<Integer> BUDGETS = List.of(10, 20, 40, 80);

    /** Trains as it is told. */
    private record Told(IntToDoubleFunction milliseconds, IntToDoubleFunction accuracy) implements Learner {
        @Override
        public String version() {
            return "";
        }

        @Override
        public Fitted fit(int budget) {
            return new Fitted(budget, "epochs", milliseconds.applyAsDouble(budget), accuracy.applyAsDouble(budget));
        }

        @Override
        public void close() {}
    }

    private static List<Integer> climbed(IntToDoubleFunction milliseconds, double limit) throws Exception {
        List<Fitted> told = new ArrayList<>();
        Ladder ladder = Ladder.climb(new Told(milliseconds, budget -> 0.5), BUDGETS, limit, told::add);
        assertThat(ladder.rungs()).isEqualTo(told);
        return told.stream().map(Fitted::budget).toList();
    }

    @Test
    void aTrainingThatWouldProbablyTakeLongerThanTheLimitIsNotBegun() throws Exception {
        assertThat(climbed(budget -> budget, 80)).isEqualTo(BUDGETS);
        assertThat(climbed(budget -> budget, 79)).containsExactly(10, 20, 40);
        assertThat(climbed(budget -> budget, 1)).containsExactly(10);
    }

    @Test
    void whatATrainingTakesWhateverItsBudgetIsNotCountedTwice() throws Exception {
        assertThat(climbed(budget -> 50 + budget, 130)).isEqualTo(BUDGETS);
        assertThat(climbed(budget -> 50 + budget, 129)).containsExactly(10, 20, 40);
    }

    @Test
    void theTimeToAnAccuracyIsThatOfTheFastestTrainingThatReachedIt() throws Exception {
        Ladder ladder = Ladder.climb(
                new Told(budget -> budget, budget -> budget == 40 ? 0.97 : 0.9 + budget / 1e3),
                BUDGETS,
                1e9,
                fitted -> {});
        assertThat(ladder.to(0.92)).map(Fitted::budget).contains(20);
        assertThat(ladder.to(0.95)).map(Fitted::budget).contains(40);
        assertThat(ladder.to(0.975)).map(Fitted::budget).contains(80);
        assertThat(ladder.to(0.99)).isEmpty();
        assertThat(ladder.best().budget()).isEqualTo(80);
    }
}
