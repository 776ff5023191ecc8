package io.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShareTest {

    @Test
    void whatIsNotThePassesIsSparks() {
        Share share = new Share(40, 30);
        assertThat(share.spark()).isEqualTo(10); // small whole numbers and quarters are exact
        assertThat(share.part()).isEqualTo(0.25);
    }

    @Test
    void aTurnIsItsShareAndTheRoundsForWarmingUpDoNotCount() throws Exception {
        Iterator<Share> shares = List.of(new Share(900, 1), new Share(20, 15), new Share(40, 30), new Share(30, 23))
                .iterator();
        ShareTurn turn = new ShareTurn(shares::next);
        assertThat(new Race().with(Result.OURS, turn).run(1, 3).values())
                .singleElement()
                .satisfies(times -> assertThat(times.milliseconds()).containsExactly(5, 10, 7));
        assertThat(Share.times(turn.last(3), Share::wall).median()).isEqualTo(30);
        assertThat(Share.times(turn.last(3), Share::kernel).median()).isEqualTo(23);
        assertThat(Share.times(turn.last(3), Share::part).milliseconds()).containsExactly(0.25, 0.25, 7.0 / 30);
    }
}
