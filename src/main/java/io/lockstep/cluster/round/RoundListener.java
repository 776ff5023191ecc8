package io.lockstep.cluster.round;

/** Hears what happens to the rounds of a training. */
public interface RoundListener {
    /** Tells nobody. */
    RoundListener UNTOLD = new RoundListener() {
        @Override
        public void chosen(boolean stage, int tasks, String reason) {}

        @Override
        public void begun() {}

        @Override
        public void lost(int afterStep, int lostSteps, String cause) {}
    };

    /**
     * The next steps are a stage's, or a job each. Told when that changes.
     *
     * @param tasks number of them
     * @param reason why they are jobs; empty for a stage
     */
    void chosen(boolean stage, int tasks, String reason);

    /** A round begins. */
    void begun();

    /**
     * A round failed; it begins again.
     *
     * @param afterStep after which
     * @param lostSteps steps that it had taken and that are repeated
     * @param cause the first
     */
    void lost(int afterStep, int lostSteps, String cause);
}
