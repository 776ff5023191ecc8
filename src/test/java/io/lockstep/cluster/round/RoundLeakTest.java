package io.lockstep.cluster.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.block.TableBlocks;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.ClusterSession;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.train.GradientDescent;
import io.lockstep.train.Trainer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.apache.spark.SparkEnv;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rounds leave nothing: no thread, no meeting, no broadcast, no cached block. */
@Tag("drill")
class RoundLeakTest {
    private static final Architecture NETWORK =
            new Architecture(List.of(21, 6, 4), Activation.RELU, Loss.CROSS_ENTROPY);

    @Test
    void afterAThousandAsAfterFifty() throws Exception {
        compare(50, 1_000);
    }

    private static void compare(int few, int many) throws Exception {
        RoundScene scene = RoundScene.table(
                TableBlocks.of(NETWORK, TableBlocks.Kind.BYTES, 95, 300), NETWORK, new GradientDescent());
        try (ClusterSession session = ClusterSession.local(2);
                ClusterBlocks blocks = scene.on(session, 2)) {
            rounds(few, scene, session, blocks);
            int threads = threads();
            long kept = kept();
            int rdds = session.spark().getPersistentRDDs().size();
            rounds(many - few, scene, session, blocks);
            assertThat(Meeting.count()).isZero();
            assertThat(session.spark().getPersistentRDDs()).hasSize(rdds);
            assertThatSoon(RoundLeakTest::threads, threads + 2); // Spark's pools breathe
            assertThatSoon(() -> (int) kept(), (int) kept); // broadcasts are removed behind the driver's back
        }
    }

    /** Of two steps each. */
    private static void rounds(int count, RoundScene scene, ClusterSession session, ClusterBlocks blocks) {
        Told told = new Told();
        new Trainer(scene.stage(session, blocks, told), new Seen(2)).run(scene.begin(), 2 * count);
        assertThat(told.rounds()).isEqualTo(count);
    }

    private static int threads() {
        return Thread.getAllStackTraces().size();
    }

    /** Broadcasts' and cached blocks' parts. */
    private static long kept() {
        return SparkEnv.get().blockManager().memoryStore().currentUnrollMemory()
                + SparkEnv.get().blockManager().blockInfoManager().size();
    }

    private static void assertThatSoon(IntSupplier found, int atMost) throws InterruptedException {
        long begin = System.nanoTime();
        while (found.getAsInt() > atMost && System.nanoTime() - begin < TimeUnit.MINUTES.toNanos(1)) {
            System.gc(); // Spark's cleaner follows the collector
            Thread.sleep(100);
        }
        assertThat(found.getAsInt()).isLessThanOrEqualTo(atMost);
    }
}
