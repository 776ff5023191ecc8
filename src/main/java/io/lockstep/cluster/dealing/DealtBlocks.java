package io.lockstep.cluster.dealing;

import io.lockstep.block.Block;
import io.lockstep.block.BlockRange;
import io.lockstep.cluster.executor.Place;
import io.lockstep.cluster.wire.JavaSerialized;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.CoalescedRDDPartition;
import org.apache.spark.rdd.RDD;
import org.apache.spark.storage.BlockManager;
import org.apache.spark.storage.BlockResult;
import org.apache.spark.storage.RDDBlockId;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Blocks by partition, each a range. A partition is taken from what an earlier dealing has cached, as far as it is still there, and the
 * rest from the origin. Spark knows only the origin as its lineage: what is cached may be lost at any time.
 */
final class DealtBlocks extends RDD<JavaSerialized<Block>> {
    private static final long serialVersionUID = 1L;

    private final BlockOrigin origin;
    private final List<BlockRange> layout;
    private final Earlier earlier;
    private final transient List<@Nullable Place> places; // of the driver

    /** The RDD of an earlier dealing, by its number: it is no lineage, and may be gone. */
    record Earlier(int rdd, List<BlockRange> layout) implements Serializable {
        static final Earlier NONE = new Earlier(-1, List.of());

        static Earlier of(Dealing dealing) {
            return new Earlier(dealing.blocks().id(), dealing.layout());
        }

        /** The partition that has a block; -1 if none has. */
        private int partitionOf(int block) {
            return IntStream.range(0, layout.size())
                    .filter(partition -> layout.get(partition).contains(block))
                    .findFirst()
                    .orElse(-1);
        }

        /** The end of a block's partition, or of the blocks that are in none. */
        private int endOfPart(int block, int partition) {
            return partition >= 0
                    ? layout.get(partition).end()
                    : layout.stream()
                            .filter(range -> !range.isEmpty() && range.first() > block)
                            .mapToInt(BlockRange::first)
                            .min()
                            .orElse(Integer.MAX_VALUE);
        }
    }

    /** {@code places} names an executor for each partition, or null. */
    DealtBlocks(
            SparkContext spark,
            BlockOrigin origin,
            List<BlockRange> layout,
            Earlier earlier,
            List<@Nullable Place> places) {
        super(spark, origin.dependencies(layout), tag());
        this.origin = origin;
        this.layout = List.copyOf(layout);
        this.earlier = earlier;
        this.places = places;
    }

    private static ClassTag<JavaSerialized<Block>> tag() {
        return ClassTag$.MODULE$.apply(JavaSerialized.class);
    }

    @Override
    public Partition[] getPartitions() {
        Partition[] partitions = new Partition[layout.size()];
        for (int i = 0; i < partitions.length; i++) {
            Place place = places.get(i);
            partitions[i] = origin.partition(i, layout.get(i), place == null ? null : place.location());
        }
        return partitions;
    }

    @Override
    public Seq<String> getPreferredLocations(Partition partition) {
        return ((CoalescedRDDPartition) partition).preferredLocation().toList();
    }

    @Override
    public scala.collection.Iterator<JavaSerialized<Block>> compute(Partition partition, TaskContext task) {
        BlockRange mine = layout.get(partition.index());
        return JavaConverters.asScalaIterator(
                new Chain(new Parts(mine, (CoalescedRDDPartition) partition, task), mine));
    }

    /** The parts of a partition, in order: each is a cached partition, or what is not cached, from the origin. */
    private final class Parts implements Iterator<Iterator<JavaSerialized<Block>>> {
        private final BlockRange mine;
        private final CoalescedRDDPartition partition;
        private final TaskContext task;
        private int next; // first block that is in no part yet
        private @Nullable Iterator<JavaSerialized<Block>> ready; // the part that follows the last

        Parts(BlockRange mine, CoalescedRDDPartition partition, TaskContext task) {
            this.mine = mine;
            this.partition = partition;
            this.task = task;
            next = mine.first();
        }

        @Override
        public boolean hasNext() {
            return ready != null || next < mine.end();
        }

        @Override
        public Iterator<JavaSerialized<Block>> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Iterator<JavaSerialized<Block>> part = ready;
            ready = null;
            return part == null ? find() : part;
        }

        /** All that is missing up to the next cached partition is one part, so that the origin is read once for it. */
        private Iterator<JavaSerialized<Block>> find() {
            int first = next;
            while (next < mine.end()) {
                int start = next;
                int cachedIn = earlier.partitionOf(start);
                next = Math.min(mine.end(), earlier.endOfPart(start, cachedIn));
                Iterator<JavaSerialized<Block>> cached = cachedIn < 0 ? null : cached(cachedIn);
                if (cached != null && start == first) {
                    return cached;
                }
                if (cached != null) {
                    ready = cached;
                    return origin.read(new BlockRange(first, start - first), partition, task);
                }
            }
            return origin.read(new BlockRange(first, next - first), partition, task);
        }
    }

    /** A partition of the earlier dealing, from this executor or, if it is quicker than the origin, from another; null if there is none. */
    private @Nullable Iterator<JavaSerialized<Block>> cached(int partition) {
        BlockManager executor = SparkEnv.get().blockManager();
        RDDBlockId id = new RDDBlockId(earlier.rdd(), partition);
        Option<BlockResult> found = origin.isFar() ? executor.get(id, tag()) : executor.getLocalValues(id);
        return found.isEmpty() ? null : blocks(found.get());
    }

    @SuppressWarnings("unchecked") // it is an RDD of blocks
    private static Iterator<JavaSerialized<Block>> blocks(BlockResult cached) {
        return (Iterator<JavaSerialized<Block>>) (Iterator<?>) JavaConverters.asJavaIterator(cached.data());
    }
}
