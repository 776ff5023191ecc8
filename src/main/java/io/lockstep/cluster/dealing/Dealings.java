package io.lockstep.cluster.dealing;

import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockRange;
import io.lockstep.cluster.dealing.Dealing.Holding;
import io.lockstep.cluster.executor.Place;
import io.lockstep.cluster.wire.JavaSerialized;
import io.lockstep.pass.plan.PassPlan;
import java.io.Serializable;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;

/** The blocks of a plan on a cluster, as they are dealt now; they can be dealt anew at any time. */
public final class Dealings implements AutoCloseable {
    private final SparkContext spark;
    private final String name;
    private final BlockPlan plan;
    private final BlockOrigin origin;
    private volatile Dealing now;

    private Dealings(SparkContext spark, String name, BlockPlan plan, BlockOrigin origin, List<BlockRange> layout) {
        this.spark = spark;
        this.name = name;
        this.plan = plan;
        this.origin = origin;
        now = deal(layout, DealtBlocks.Earlier.NONE, Collections.nCopies(layout.size(), null));
    }

    /**
     * Blocks that the first job reads, and that stay cached then.
     *
     * @param name for Spark's web page
     * @param layout the range of each partition
     */
    public static Dealings of(
            SparkContext spark, String name, BlockPlan plan, BlockOrigin origin, List<BlockRange> layout) {
        return new Dealings(spark, name, plan, origin, layout);
    }

    /** The same blocks in the form that this plan's pass reads fastest. To be called before they are first used, instead of these. */
    public Dealings preparedFor(PassPlan passPlan) {
        close(); // nothing is in it yet
        return new Dealings(spark, name, plan, origin.preparedFor(passPlan), now.layout());
    }

    /** As the blocks are dealt now. A job that has begun with it ends with it, whatever happens meanwhile. */
    public Dealing now() {
        return now;
    }

    /**
     * Deals the blocks over these executors, in so many partitions of consecutive blocks; each gets what it has, as far as possible. It is one
     * job that loads all partitions: so it is known when the old ones can go, memory holds both for a moment only, and if it fails, all is as
     * it was.
     *
     * @return what has changed; empty if all is where it should be
     */
    public synchronized Optional<Move> over(int partitions, Map<Place, Integer> slots) {
        long start = System.nanoTime();
        Dealing old = now;
        List<BlockRange> layout = plan.shares(partitions);
        List<Holding> before = old.holdings();
        List<@Nullable Place> places = Placement.of(layout, slots, before);
        if (layout.equals(old.layout()) && isThere(layout, places, before)) {
            return Optional.empty();
        }
        Dealing dealt = deal(layout, DealtBlocks.Earlier.of(old), places);
        int moved = 0;
        int astray = 0;
        try {
            List<JavaSerialized<Loaded>> loaded =
                    dealt.blocks().mapPartitions(Dealings::load).collect();
            for (int partition = 0; partition < partitions; partition++) {
                Loaded there = loaded.get(partition).value();
                moved += moved(there, layout.get(partition), before);
                astray += there.isAstray(places.get(partition)) ? 1 : 0;
            }
        } catch (Throwable e) { // Spark throws checked exceptions that no signature declares
            dealt.blocks().unpersist();
            throw e;
        }
        now = dealt;
        old.blocks().unpersist();
        return Optional.of(new Move(
                old.layout().size(),
                partitions,
                plan.blockCount(),
                moved,
                astray,
                Duration.ofNanos(System.nanoTime() - start)));
    }

    private static boolean isThere(List<BlockRange> layout, List<@Nullable Place> places, List<Holding> holdings) {
        for (int partition = 0; partition < layout.size(); partition++) {
            Place place = places.get(partition);
            BlockRange range = layout.get(partition);
            if (place != null && Holding.count(holdings, place, range) < range.count()) {
                return false;
            }
        }
        return true;
    }

    // A block is a few arrays of numbers, no larger than its bytes. Kept serialised, every mini-batch would have to
    // read all blocks of a
    // partition in order to find its own.
    private Dealing deal(List<BlockRange> layout, DealtBlocks.Earlier earlier, List<@Nullable Place> places) {
        JavaRDD<JavaSerialized<Block>> blocks = new DealtBlocks(spark, origin, layout, earlier, places)
                .toJavaRDD()
                .setName("blocks of " + name)
                .persist(StorageLevel.MEMORY_AND_DISK());
        return new Dealing(blocks, layout);
    }

    /** What a task has loaded, and where. */
    private record Loaded(Place place, int blocks) implements Serializable {

        boolean isAstray(@Nullable Place meant) {
            return blocks > 0 && meant != null && !meant.executor().equals(place.executor());
        }
    }

    private static Iterator<JavaSerialized<Loaded>> load(Iterator<JavaSerialized<Block>> mine) {
        int count = 0;
        for (; mine.hasNext(); mine.next()) {
            count++;
        }
        return List.of(JavaSerialized.of(new Loaded(Place.here(), count))).iterator();
    }

    private static int moved(Loaded loaded, BlockRange range, List<Holding> before) {
        if (loaded.blocks != range.count()) {
            throw new IllegalStateException(
                    "%s: expected %,d blocks from block %,d on, found %,d in the partition dealt to it"
                            .formatted(loaded.place, range.count(), range.first(), loaded.blocks));
        }
        return range.count() - Math.min(range.count(), Holding.count(before, loaded.place, range));
    }

    /** Removes the cached blocks from the executors. */
    @Override
    public void close() {
        now.blocks().unpersist();
    }
}
