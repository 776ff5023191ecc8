package io.lockstep.cluster.round;

import io.lockstep.train.Step;
import io.lockstep.train.StepObserver;
import io.lockstep.train.StepRecord;
import java.util.ArrayList;
import java.util.List;

/** An observer that remembers every bit that it is told of a step, and needs a state every so many steps. */
class Seen implements StepObserver {
    private final int every;
    private final List<StepRecord> records = new ArrayList<>();
    private final List<Integer> reached = new ArrayList<>();

    Seen(int every) {
        this.every = every;
    }

    @Override
    public boolean taken(StepRecord step) {
        records.add(step);
        return true;
    }

    @Override
    public boolean reached(Step step) {
        reached.add(step.number());
        return true;
    }

    @Override
    public int until(int first, int steps) {
        return Math.min(steps, first + every - 1);
    }

    List<StepRecord> records() {
        return records;
    }

    /** The steps that were at hand. */
    List<Integer> reachedSteps() {
        return reached;
    }

    /** What does not depend on time. */
    List<String> bits() {
        return records.stream()
                .map(step -> "%d %d %s %s %s %s"
                        .formatted(
                                step.step(),
                                step.exampleCount(),
                                step.learningRate(),
                                step.loss(),
                                step.gradientNorm(),
                                step.parametersSha256()))
                .toList();
    }
}
