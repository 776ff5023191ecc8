package io.lockstep.cluster.allreduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sums, compared with those of one thread. */
class AllReduceTest {
    private static final MemoryNetwork.Faults NO_FAULTS = new MemoryNetwork.Faults() {};

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "2",
                "1+1",
                "3",
                "1+1+1",
                "2+1",
                "5",
                "1+1+1+1+1",
                "3+2",
                "1+4",
                "8",
                "3+1",
                "2+3+3",
                "1+1+1+1+1+1+1+1"
            })
    void everyRankHasTheSumOfAllArraysHoweverTheyAreSplit(String split) {
        try (var ranks = new Ranks(split, NO_FAULTS)) {
            var lengths = List.of(39_760, 0, 1, 2, 7, 5_000, 5_001, 1);
            var sums = ranks.right(rank -> {
                var found = new ArrayList<long[]>();
                for (int i = 0; i < lengths.size(); i++) {
                    var mine = Ranks.array(rank.rank(), i, lengths.get(i));
                    found.add(rank.sum(mine).clone());
                    assertThat(mine).as("not modified").isEqualTo(Ranks.array(rank.rank(), i, lengths.get(i)));
                }
                rank.close();
                return found;
            });
            for (var found : sums) {
                for (int i = 0; i < lengths.size(); i++) {
                    assertThat(found.get(i)).isEqualTo(Ranks.expected(sums.size(), i, lengths.get(i)));
                }
            }
            assertThat(ranks.network().open()).isEqualTo(split.contains("+") ? 0 : 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"8", "3+2", "2+3+3", "1+1+1"})
    void aThousandSumsInARowAreRightWithDelaysReorderingAndDuplicates(String split) {
        try (var ranks = new Ranks(split, new UnreliableOrder(split.hashCode()))) {
            ranks.right(rank -> {
                var random = new SplittableRandom(rank.rank());
                for (int i = 0; i < 1_000; i++) {
                    int length = i % 100;
                    if (random.nextInt(8) == 0) {
                        LockSupport.parkNanos(random.nextInt(200_000));
                    }
                    assertThat(rank.sum(Ranks.array(rank.rank(), i, length)))
                            .as("sum %d", i)
                            .isEqualTo(Ranks.expected(rank.ranks(), i, length));
                }
                rank.close();
                return 0;
            });
        }
    }

    /** Each message comes up to 0.3 ms late, one in four a second time, much later. */
    private static final class UnreliableOrder implements MemoryNetwork.Faults {
        private final SplittableRandom random;

        UnreliableOrder(long seed) {
            random = new SplittableRandom(seed);
        }

        @Override
        public synchronized List<Duration> arrivals(MemoryNetwork.Message message, int longs) {
            var first = Duration.ofNanos(random.nextInt(300_000));
            return random.nextInt(4) > 0 ? List.of(first) : List.of(first, first.plusNanos(random.nextInt(2_000_000)));
        }
    }

    @Test
    void aSlowRankIsWaitedFor() {
        try (var ranks = new Ranks("2+1+1", NO_FAULTS)) {
            var sums = ranks.right(rank -> {
                if (rank.rank() == 3) {
                    Thread.sleep(300);
                }
                return rank.sum(new long[] {1L << rank.rank()})[0];
            });
            assertThat(sums).containsOnly(15L);
        }
    }

    @Test
    void theRanksOfAJvmShareOneSumWhichIsUsedAgain() {
        try (var ranks = new Ranks("2", NO_FAULTS)) {
            var first = ranks.right(rank -> rank.sum(new long[10]));
            var second = ranks.right(rank -> rank.sum(new long[10]));
            assertThat(first.get(1))
                    .isSameAs(first.get(0))
                    .isSameAs(second.get(0))
                    .isSameAs(second.get(1));
        }
    }

    @Test
    void ranksAreNumberedOverAllGroups() {
        try (var ranks = new Ranks("1+2", NO_FAULTS)) {
            assertThat(ranks.get(2).rank()).isEqualTo(2);
            assertThat(ranks.get(2).ranks()).isEqualTo(3);
        }
    }

    @Test
    void afterLeavingNoSumIsPossible() {
        try (var ranks = new Ranks("1+1", NO_FAULTS)) {
            ranks.get(0).abandon("test");
            assertThatIllegalStateException()
                    .isThrownBy(() -> ranks.get(0).sum(new long[1]))
                    .withMessageContaining("rank 0");
        }
        try (var ranks = new Ranks("1", NO_FAULTS)) {
            ranks.get(0).close();
            ranks.get(0).close();
            ranks.get(0).abandon("too late");
            assertThatIllegalStateException().isThrownBy(() -> ranks.get(0).sum(new long[1]));
        }
    }

    @Test
    void impossibleGroupsAreRefused() {
        var names = List.of("task 0", "task 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Group(List.of(0, 2), 2, names, Links.NONE, Ranks.LONG))
                .withMessageContaining("0 to 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Group(List.of(1, 1), 2, names, Links.NONE, Ranks.LONG))
                .withMessageContaining("[1, 1]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Group(List.of(0), 2, names, Links.NONE, Ranks.LONG))
                .withMessageContaining("1 of 2 ranks");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Group(List.of(0, 1), 2, names, Links.NONE, Duration.ZERO))
                .withMessageContaining("PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Group(List.of(0), 1, names, Links.NONE, Ranks.LONG))
                .withMessageContaining("1 names");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Group(List.of(0, 1), 2, names, Links.NONE, Ranks.LONG).member(2))
                .withMessageContaining("Rank 2");
    }
}
