package io.lockstep.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Complete trainings with ever larger budgets. Not everybody lets us look in between, and a schedule depends on how many epochs there are,
 * so each is a training of its own, and the time to an accuracy is that of the shortest one which reached it: what somebody waits for who
 * knows the right budget.
 *
 * @param rungs in order of their budgets, at least one
 */
record Ladder(List<Fitted> rungs) {

    Ladder {
        if (rungs.isEmpty()) {
            throw new IllegalArgumentException("expected a training, found none");
        }
        rungs = List.copyOf(rungs);
    }

    /** Trains with each budget, but not with one that would probably take longer than the limit; the first is always taken. */
    static Ladder climb(Learner learner, List<Integer> budgets, double limit, Consumer<Fitted> tell) throws Exception {
        List<Fitted> rungs = new ArrayList<>();
        for (int budget : budgets) {
            if (!rungs.isEmpty() && expected(rungs, budget) > limit) {
                break;
            }
            Fitted fitted = learner.fit(budget);
            tell.accept(fitted);
            rungs.add(fitted);
        }
        return new Ladder(rungs);
    }

    /** As many milliseconds more as the budget is larger, on the line through the last two trainings. */
    private static double expected(List<Fitted> rungs, int budget) {
        Fitted last = rungs.get(rungs.size() - 1);
        if (rungs.size() == 1) {
            return last.milliseconds() * budget / last.budget();
        }
        Fitted before = rungs.get(rungs.size() - 2);
        double slope = (last.milliseconds() - before.milliseconds()) / (last.budget() - before.budget());
        return last.milliseconds() + slope * (budget - last.budget());
    }

    /** The fastest training that reached this accuracy. */
    Optional<Fitted> to(double accuracy) {
        return rungs.stream()
                .filter(rung -> rung.accuracy() >= accuracy)
                .min(Comparator.comparingDouble(Fitted::milliseconds));
    }

    /** The most accurate. */
    Fitted best() {
        return rungs.stream().max(Comparator.comparingDouble(Fitted::accuracy)).orElseThrow();
    }

    /** All of them, a line each. */
    List<String> texts() {
        return rungs.stream().map(Fitted::toString).toList();
    }
}
