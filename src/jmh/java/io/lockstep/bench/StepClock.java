package io.lockstep.bench;

import io.lockstep.train.Step;
import io.lockstep.train.StepObserver;
import io.lockstep.train.StepRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Lets a training run without a stop, and takes the time on the driver, as a user sees it. */
final class StepClock implements StepObserver {
    private final List<StepRecord> steps = new ArrayList<>();
    private long first;
    private long last;

    @Override
    public boolean taken(StepRecord step) {
        last = System.nanoTime();
        if (steps.isEmpty()) {
            first = last;
        }
        steps.add(step);
        return true;
    }

    @Override
    public boolean reached(Step step) {
        return true;
    }

    @Override
    public int until(int next, int all) {
        return all;
    }

    /** From the first step to the last, without what comes before and after them. */
    double millisecondsAStep() {
        return (last - first) / 1e6 / (steps.size() - 1);
    }

    /** Mean of a part of the steps: means add up to the whole. */
    double mean(ToDoubleFunction<StepRecord> part) {
        return sum(part) / steps.size();
    }

    double sum(ToDoubleFunction<StepRecord> part) {
        return steps.stream().mapToDouble(part).sum();
    }
}
