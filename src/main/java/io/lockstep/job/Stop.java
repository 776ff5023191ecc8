package io.lockstep.job;

import org.jspecify.annotations.Nullable;

/** Whether a run is told to end before its last step, by whoever called it. */
public interface Stop {
    /** A run that nobody ends. */
    Stop NEVER = new Stop() {
        @Override
        public @Nullable String reason() {
            return null;
        }

        @Override
        public void toGiveUpTheStep(Runnable action) {}

        @Override
        public void ended(Verdict verdict) {}
    };

    /** Why the run is to end after the step at hand; null while it may continue. */
    @Nullable
    String reason();

    /** How to give up a step that takes too long. */
    void toGiveUpTheStep(Runnable action);

    /** The run has ended so; nothing more is written. */
    void ended(Verdict verdict);
}
