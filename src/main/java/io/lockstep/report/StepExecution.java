package io.lockstep.report;

/**
 * How exact steps were executed on the cluster; it changes no bit of the result.
 *
 * @param mode {@code stage}: rounds of steps, a Spark stage each; {@code job}: a Spark job for each step; at the end, if it changed
 * @param reason why not {@code stage}; empty if it is
 * @param rounds number of rounds that began
 * @param repeatedRounds of these, those that failed and were repeated
 * @param lostSteps steps that were taken in them, and again
 * @param layoutChanges how often the blocks were dealt anew, because executors had come or gone
 */
public record StepExecution(
        String mode, String reason, int rounds, int repeatedRounds, int lostSteps, int layoutChanges) {
    /** Before the first step. */
    public static final StepExecution NONE = new StepExecution("", "", 0, 0, 0, 0);

    /** The next steps are executed so. */
    public StepExecution as(String otherMode, String otherReason) {
        return new StepExecution(otherMode, otherReason, rounds, repeatedRounds, lostSteps, layoutChanges);
    }

    /** One more round. */
    public StepExecution andRound() {
        return new StepExecution(mode, reason, rounds + 1, repeatedRounds, lostSteps, layoutChanges);
    }

    /** One round is repeated, with so many steps. */
    public StepExecution andLoss(int steps) {
        return new StepExecution(mode, reason, rounds, repeatedRounds + 1, lostSteps + steps, layoutChanges);
    }

    /** The blocks are dealt anew once more. */
    public StepExecution andLayoutChange() {
        return new StepExecution(mode, reason, rounds, repeatedRounds, lostSteps, layoutChanges + 1);
    }
}
