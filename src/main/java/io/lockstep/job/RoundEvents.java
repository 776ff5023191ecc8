package io.lockstep.job;

import io.lockstep.cluster.round.RoundListener;

/** Tells what happens to the rounds of a run. */
record RoundEvents(String runId, RunListener listener) implements RoundListener {

    @Override
    public void chosen(boolean stage, int tasks, String reason) {
        listener.on(new RunEvent.StepsChosen(runId, stage, tasks, reason));
    }

    @Override
    public void begun() {
        listener.on(new RunEvent.RoundBegun(runId));
    }

    @Override
    public void lost(int afterStep, int lostSteps, String cause) {
        listener.on(new RunEvent.RoundLost(runId, afterStep, lostSteps, cause));
    }
}
