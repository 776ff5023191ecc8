package io.lockstep.cluster.dealing;

import io.lockstep.block.Block;
import io.lockstep.block.BlockRange;
import io.lockstep.cluster.executor.Place;
import io.lockstep.cluster.wire.JavaSerialized;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockManagerId;
import org.apache.spark.storage.RDDBlockId;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * Which partition holds which blocks.
 *
 * @param blocks cached where a job has read them
 * @param layout the range of each partition
 */
public record Dealing(JavaRDD<JavaSerialized<Block>> blocks, List<BlockRange> layout) {

    public Dealing {
        layout = List.copyOf(layout);
    }

    /** The partition that holds a block. */
    public int partitionOf(int block) {
        for (int partition = 0; partition < layout.size(); partition++) {
            if (layout.get(partition).contains(block)) {
                return partition;
            }
        }
        throw new NoSuchElementException("block " + block + " in none of " + layout.size() + " partitions");
    }

    /** What is cached at this moment, and where; on the driver. */
    public List<Holding> holdings() {
        BlockId[] ids = IntStream.range(0, layout.size())
                .mapToObj(partition -> new RDDBlockId(blocks.id(), partition))
                .toArray(BlockId[]::new);
        List<Seq<BlockManagerId>> places = JavaConverters.seqAsJavaList(
                SparkEnv.get().blockManager().master().getLocations(ids));
        List<Holding> holdings = new ArrayList<>();
        for (int partition = 0; partition < layout.size(); partition++) {
            for (BlockManagerId place : JavaConverters.seqAsJavaList(places.get(partition))) {
                holdings.add(new Holding(new Place(place.executorId(), place.host()), layout.get(partition)));
            }
        }
        return holdings;
    }

    /** Blocks that an executor has cached. */
    public record Holding(Place place, BlockRange range) {

        /** How many blocks of a range an executor has, by these. */
        public static int count(List<Holding> holdings, Place place, BlockRange range) {
            return holdings.stream()
                    .filter(holding -> holding.place.executor().equals(place.executor()))
                    .mapToInt(holding -> holding.range.and(range).count())
                    .sum();
        }
    }
}
