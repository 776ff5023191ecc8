package io.lockstep.cluster.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.train.StepObserver;
import io.lockstep.train.StepRecord;
import org.junit.jupiter.api.Test;

class RepeatedStepsTest {
    private final RepeatedSteps steps = new RepeatedSteps();
    private final Seen seen = new Seen(10);
    private final StepObserver once = steps.before(seen);

    private void take(int from, int to) {
        for (int step = from; step <= to; step++) {
            assertThat(once.taken(Records.step(step, "sha-" + step))).isTrue();
        }
    }

    private Integer[] told() {
        return seen.records().stream().map(StepRecord::step).toArray(Integer[]::new);
    }

    @Test
    void aRepeatedStepIsNotToldAgain() {
        steps.beginAfter(0);
        take(1, 5);
        assertThat(steps.last()).isEqualTo(5);
        steps.beginAfter(0); // the round begins again
        take(1, 8);
        assertThat(told()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        steps.beginAfter(3); // as where the step after was taken by a job
        take(4, 9);
        steps.beginAfter(9);
        take(10, 11);
        steps.beginAfter(9);
        take(10, 12);
        assertThat(told()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
        assertThat(steps.last()).isEqualTo(12);
    }

    @Test
    void aRepeatedStepWithOtherBitsIsAnError() {
        steps.beginAfter(20);
        take(21, 25);
        steps.beginAfter(20);
        take(21, 22);
        assertThatThrownBy(() -> once.taken(Records.step(23, "another")))
                .isInstanceOf(ReplicaException.class)
                .hasMessageStartingWith(
                        "step 23: expected the parameters sha-23 of its first execution, found another when it was repeated.");
        assertThat(told()).containsExactly(21, 22, 23, 24, 25);
    }

    @Test
    void aRunThatBeganElsewhereIsAnother() {
        steps.beginAfter(20);
        take(21, 25);
        steps.beginAfter(7);
        assertThat(once.taken(Records.step(8, "other"))).isTrue();
        assertThat(steps.last()).isEqualTo(8);
    }

    /** Or a round that was to end, and failed before it had, would take one step more. */
    @Test
    void theAnswerToTheLastStepIsGivenAgain() {
        StepObserver ends = steps.before(new Seen(10) {
            @Override
            public boolean taken(StepRecord step) {
                return step.step() != 3;
            }
        });
        steps.beginAfter(0);
        assertThat(ends.taken(Records.step(1, "a"))).isTrue();
        assertThat(ends.taken(Records.step(2, "b"))).isTrue();
        assertThat(ends.taken(Records.step(3, "c"))).isFalse();
        steps.beginAfter(0);
        assertThat(ends.taken(Records.step(1, "a"))).isTrue();
        assertThat(ends.taken(Records.step(2, "b"))).isTrue();
        assertThat(ends.taken(Records.step(3, "c"))).isFalse();
        assertThat(ends.taken(Records.step(4, "d"))).isTrue();
    }
}
