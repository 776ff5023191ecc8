package io.lockstep.doctor;

import io.lockstep.data.Spelling;
import java.util.List;

/**
 * One thing that was looked at.
 *
 * @param group what it is about: {@code java}, {@code spark}, {@code memory}, ...
 * @param verdict whether the job would run
 * @param what what was found; for a problem also what was expected
 * @param remedy what to do about it; empty where nothing is to be done
 * @param where the driver, executors, or both
 */
public record Finding(String group, Verdict verdict, String what, String remedy, List<String> where) {

    /** How serious it is. */
    public enum Verdict {
        /** As it should be. */
        OK,
        /** Good to know. */
        NOTE,
        /** The job would fail. */
        PROBLEM;

        @Override
        public String toString() {
            return Spelling.of(this);
        }
    }
}
