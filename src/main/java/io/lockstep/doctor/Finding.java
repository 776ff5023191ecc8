package io.lockstep.doctor;

import io.lockstep.data.Spelling;
import java.util.List;

/**
 * The result of one check of the doctor.
 *
 * @param group what it is about: {@code java}, {@code spark}, {@code memory}, ...
 * @param verdict whether the job can run
 * @param what was found; for a problem also what was expected
 * @param remedy how to fix it; empty if nothing is to be done
 * @param where the driver, executors, or both
 */
public record Finding(String group, Verdict verdict, String what, String remedy, List<String> where) {

    /** The severity. */
    public enum Verdict {
        /** No problem. */
        OK,
        /** Information. */
        NOTE,
        /** The job would fail. */
        PROBLEM;

        @Override
        public String toString() {
            return Spelling.of(this);
        }
    }
}
