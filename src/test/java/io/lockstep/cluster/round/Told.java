package io.lockstep.cluster.round;

import java.util.ArrayList;
import java.util.List;

/** Remembers what happens to rounds. */
final class Told implements RoundListener {
    private final List<String> chosen = new ArrayList<>();
    private final List<String> lost = new ArrayList<>();
    private int rounds;

    @Override
    public void chosen(boolean stage, int tasks, String reason) {
        chosen.add(stage ? "stage of " + tasks : reason);
    }

    @Override
    public void begun() {
        rounds++;
    }

    @Override
    public void lost(int afterStep, int lostSteps, String cause) {
        lost.add("after %d: %s".formatted(afterStep, cause));
    }

    List<String> choices() {
        return chosen;
    }

    List<String> losses() {
        return lost;
    }

    int rounds() {
        return rounds;
    }
}
