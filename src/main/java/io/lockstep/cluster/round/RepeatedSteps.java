package io.lockstep.cluster.round;

import io.lockstep.train.Step;
import io.lockstep.train.StepObserver;
import io.lockstep.train.StepRecord;
import java.util.ArrayList;
import java.util.List;

/** Tells an observer each step once, though rounds are repeated; a step must be repeated to the bit. */
final class RepeatedSteps {
    private final List<String> digests = new ArrayList<>(); // of the steps after the first state
    private int begin = -1;
    private boolean goesOn = true; // what was answered to the last of them

    /** A round begins after this step. What was told of steps up to it is not needed any more. */
    void beginAfter(int step) {
        if (begin >= 0 && step >= begin && step <= last()) {
            digests.subList(0, step - begin).clear();
        } else {
            digests.clear();
        }
        begin = step;
    }

    /** Number of the last step that was told. */
    int last() {
        return begin + digests.size();
    }

    /** The observer, for a round that may be a repetition. */
    StepObserver before(StepObserver observer) {
        return new StepObserver() {
            @Override
            public boolean taken(StepRecord step) {
                if (isNew(step)) {
                    goesOn = observer.taken(step);
                }
                return step.step() < last() || goesOn;
            }

            @Override
            public boolean reached(Step step) {
                return observer.reached(step);
            }

            @Override
            public int until(int first, int steps) {
                return observer.until(first, steps);
            }
        };
    }

    private boolean isNew(StepRecord step) {
        if (step.step() > last()) {
            digests.add(step.parametersSha256());
            return true;
        }
        String told = digests.get(step.step() - begin - 1);
        if (!told.equals(step.parametersSha256())) {
            throw ReplicaException.notAsBefore(step.step(), told, step.parametersSha256());
        }
        return false;
    }
}
