package io.lockstep.train;

import java.util.function.Predicate;

/**
 * Sees the steps of a training. A stepper may take several steps in a row far from here, as tasks of a cluster do: the record of each
 * arrives as soon as it is taken, and the last of them with its states.
 */
public interface StepObserver {

    /**
     * A step was taken.
     *
     * @return whether further steps may follow at once; if not, the next arrives with its states, at the latest
     */
    boolean taken(StepRecord step);

    /** The same for a step that is at hand. */
    default boolean taken(Step step) {
        return taken(StepRecord.of(step));
    }

    /**
     * A step is at hand with its states: what needs more than its record happens now.
     *
     * @return whether training continues
     */
    boolean reached(Step step);

    /**
     * The last step that may be taken before one must be at hand.
     *
     * @param first the next step
     * @param steps total number of steps
     * @return from {@code first} to {@code steps}
     */
    int until(int first, int steps);

    /** Needs each step at hand. */
    static StepObserver ofEach(Predicate<Step> eachStep) {
        return new StepObserver() {
            @Override
            public boolean taken(StepRecord step) {
                return true;
            }

            @Override
            public boolean taken(Step step) {
                return true; // its record is not needed
            }

            @Override
            public boolean reached(Step step) {
                return eachStep.test(step);
            }

            @Override
            public int until(int first, int steps) {
                return first;
            }
        };
    }
}
