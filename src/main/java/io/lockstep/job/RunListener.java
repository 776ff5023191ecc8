package io.lockstep.job;

/** Hears what happens in a job while it happens, on the thread that does it. */
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
}
