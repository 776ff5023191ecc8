package io.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimesTest {
    @Test
    void theMedianIsTheMiddleOrBetweenTheTwoInTheMiddle() {
        assertThat(new Times(new double[] {9, 1, 2}).median()).isEqualTo(2);
        assertThat(new Times(new double[] {9, 1, 2, 3}).median()).isEqualTo(2.5);
        assertThat(new Times(new double[] {7}).median()).isEqualTo(7);
    }

    @Test
    void turnsStayInTheirOrder() {
        Times times = new Times(new double[] {9, 1, 2});
        assertThat(times.median()).isEqualTo(2);
        assertThat(times.milliseconds()).containsExactly(9, 1, 2);
        assertThat(times.least()).isEqualTo(1);
        assertThat(times.most()).isEqualTo(9);
    }
}
