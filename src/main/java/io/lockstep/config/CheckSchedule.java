package io.lockstep.config;

import io.lockstep.data.Spelling;

/** Which steps' gradients are checked. */
public sealed interface CheckSchedule {

    /** Whether this step of a run of so many is checked; steps count from 1. */
    boolean includes(int step, int steps);

    /**
     * Reads what the configuration says.
     *
     * @throws IllegalArgumentException if it is neither a name nor a whole number above 0
     */
    static CheckSchedule of(String text) {
        return Spelling.read(text, Named.class)
                .<CheckSchedule>map(name -> name)
                .orElseGet(() -> new Every(Integer.parseInt(text)));
    }

    /** Schedules with a name. */
    enum Named implements CheckSchedule {
        /** Only the first step's. */
        FIRST,
        /** Only the last step's. */
        LAST,
        /** Every step's. */
        ALL,
        /** None. */
        OFF;

        @Override
        public boolean includes(int step, int steps) {
            return switch (this) {
                case FIRST -> step == 1;
                case LAST -> step == steps;
                case ALL -> true;
                case OFF -> false;
            };
        }

        /** As in configuration: {@code first}, {@code last}, {@code all}, {@code off}. */
        @Override
        public String toString() {
            return Spelling.of(this);
        }
    }

    /**
     * Every so many steps.
     *
     * @param count how many, at least 1
     */
    record Every(int count) implements CheckSchedule {
        public Every {
            if (count < 1) {
                throw new IllegalArgumentException("expected at least 1, found " + count);
            }
        }

        @Override
        public boolean includes(int step, int steps) {
            return step % count == 0;
        }

        /** As in configuration: the number. */
        @Override
        public String toString() {
            return Integer.toString(count);
        }
    }
}
