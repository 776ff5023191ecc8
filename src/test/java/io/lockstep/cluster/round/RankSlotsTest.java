package io.lockstep.cluster.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each rank says behind its part of a sum, and what that tells of the sum. */
class RankSlotsTest {
    private static final int PART = 11;
    private static final RankSlots SLOTS = new RankSlots(List.of("a", "b", "c"), PART);

    private static long[] part(int rank, int step, long digest, boolean end) {
        long[] part = new long[PART + RankSlots.room(3)];
        Random random = new Random(rank);
        for (int i = 0; i < PART; i++) {
            part[i] = random.nextLong();
        }
        SLOTS.write(part, rank, step, digest, 100L + rank, end);
        return part;
    }

    private static long[] sum(long[]... parts) {
        long[] sum = new long[PART + RankSlots.room(3)];
        for (long[] part : parts) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += part[i];
            }
        }
        return sum;
    }

    @Test
    void aSumOfAllPartsIsRightForEveryRank() {
        long[] sum = sum(part(0, 4, 77, false), part(1, 4, 77, false), part(2, 4, 77, false));
        for (int rank = 0; rank < 3; rank++) {
            int each = rank;
            assertThatCode(() -> SLOTS.check(sum, each, 4, 77)).doesNotThrowAnyException();
        }
        assertThat(SLOTS.nanoseconds(sum)).isEqualTo(303);
        assertThat(SLOTS.ends(sum)).isFalse();
        assertThatThrownBy(() -> SLOTS.check(sum, 0, 5, 77)).hasMessageContaining("step 5", "of a once", "step 4");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void anyRankEndsTheRoundForAll(int rank) {
        assertThat(SLOTS.ends(
                        sum(part(0, 4, 77, rank == 0), part(1, 4, 77, rank == 1), part(2, 4, 77, rank == 2))))
                .isTrue();
    }

    @Test
    void anyLongThatChangesIsFound() {
        for (int i = 0; i < PART; i++) {
            for (int bit = 0; bit < Long.SIZE; bit++) {
                long[] sum = sum(part(0, 4, 77, false), part(1, 4, 77, false), part(2, 4, 77, false));
                sum[i] ^= 1L << bit;
                assertThatThrownBy(() -> SLOTS.check(sum, 2, 4, 77))
                        .isInstanceOf(ReplicaException.class)
                        .hasMessageStartingWith("step 4: expected the sum of all tasks' gradient sums in c");
            }
        }
    }

    @Test
    void whoDiffersIsNamed() {
        long[] one = sum(part(0, 4, 77, false), part(1, 4, 77, false), part(2, 4, 78, false));
        assertThatThrownBy(() -> SLOTS.check(one, 0, 4, 77)).hasMessageContaining("found others in c.");
        assertThatThrownBy(() -> SLOTS.check(one, 2, 4, 78)).hasMessageContaining("found others in c.");
        long[] all = sum(part(0, 4, 76, false), part(1, 4, 77, false), part(2, 4, 78, false));
        assertThatThrownBy(() -> SLOTS.check(all, 0, 4, 76)).hasMessageContaining("found others in a and b and c.");
        // this rank's own state has changed since it was said
        long[] same = sum(part(0, 4, 77, false), part(1, 4, 77, false), part(2, 4, 77, false));
        assertThatThrownBy(() -> SLOTS.check(same, 1, 4, 79)).isInstanceOf(ReplicaException.class);
    }
}
