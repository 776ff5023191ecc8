package io.lockstep.job;

import io.lockstep.run.RunStore;

/** Hears what happens in a job while it happens, on the thread that does it; of a stall, while that thread waits, on another. */
public interface RunListener {
    /** Hears nothing. */
    RunListener NONE = event -> {};

    /** Something has happened. */
    void on(RunEvent event);

    /** Both hear everything, this one first. */
    default RunListener then(RunListener other) {
        return event -> {
            on(event);
            other.on(event);
        };
    }

    /** Tells a sentence for people. */
    default void notice(String text) {
        on(new RunEvent.Notice(text));
    }

    /** Keeps steps, evaluations and verifications. */
    static RunListener keepingIn(RunStore store) {
        return event -> {
            if (event instanceof RunEvent.StepTaken taken) {
                store.add(taken.step());
            } else if (event instanceof RunEvent.Evaluated evaluated) {
                store.add(evaluated.epoch());
            } else if (event instanceof RunEvent.Verified verified) {
                store.add(verified.verification());
            }
        };
    }
}
