package io.lockstep.ml;

import java.util.Objects;

/**
 * The unique id of a stage under construction. Spark's constructors create params that are named after the stage, and run before Java lets a
 * stage assign its own field: until then, {@code uid()} answers with what was announced.
 *
 * @param text the id
 */
record StageUid(String text) {
    private static final ThreadLocal<String> ANNOUNCED = new ThreadLocal<>();

    /** Says which id the stage has that is constructed next on this thread. */
    static StageUid announce(String text) {
        ANNOUNCED.set(text);
        return new StageUid(text);
    }

    /** The id of the stage that is under construction on this thread. */
    static String announced() {
        return Objects.requireNonNull(ANNOUNCED.get(), "uid");
    }

    /** The stage knows its id now. */
    String assigned() {
        ANNOUNCED.remove();
        return text;
    }
}
