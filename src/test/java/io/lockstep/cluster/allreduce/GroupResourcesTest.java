package io.lockstep.cluster.allreduce;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** A round has groups of its own; after a thousand rounds nothing of them is left. */
class GroupResourcesTest {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    @Test
    void aThousandGroupsLeaveNoThreadNoLinkAndNoArray() throws Exception {
        var ours = new ThreadGroup("ranks"); // a thread belongs to the group of the one that starts it
        var threads = Executors.newFixedThreadPool(3, work -> new Thread(ours, work));
        try {
            var sums = new ArrayList<WeakReference<long[]>>();
            round(threads, sums);
            assertThat(ours.activeCount()).isEqualTo(3);
            for (int i = 0; i < 1_000; i++) {
                round(threads, sums);
            }
            assertThat(ours.activeCount()).isEqualTo(3);
            assertThat(sums).hasSize(3 * 1_001);
            awaitFreed(sums);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Two ranks in one group, one in another. */
    private static void round(ExecutorService threads, List<WeakReference<long[]>> sums) throws Exception {
        var names = List.of("task 0", "task 1", "task 2");
        try (var network = new MemoryNetwork(2, new MemoryNetwork.Faults() {})) {
            var groups = threads.submit(() -> List.of(
                            new Group(List.of(0, 1), 3, names, network.links(0), TIMEOUT),
                            new Group(List.of(2), 3, names, network.links(1), TIMEOUT)))
                    .get();
            var first = groups.get(0);
            var second = groups.get(1);
            var work = new ArrayList<Callable<WeakReference<long[]>>>();
            for (var member : List.of(first.member(0), first.member(1), second.member(2))) {
                work.add(() -> {
                    var sum = member.sum(new long[] {1, 2, 3});
                    assertThat(sum).containsExactly(3, 6, 9);
                    member.close();
                    return new WeakReference<>(sum);
                });
            }
            for (var done : threads.invokeAll(work)) {
                sums.add(done.get());
            }
            assertThat(network.open()).isZero();
        }
    }

    private static void awaitFreed(List<WeakReference<long[]>> sums) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        long left = sums.size();
        while (left > 3 && System.nanoTime() < deadline) { // a thread may still hold its last task
            System.gc();
            Thread.sleep(10);
            left = sums.stream().filter(sum -> sum.get() != null).count();
        }
        assertThat(left).isLessThanOrEqualTo(3);
    }
}
