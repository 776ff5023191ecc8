package io.lockstep.cluster.round;

import io.lockstep.block.Batch;
import io.lockstep.block.Block;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The blocks of a task's partition, at hand for a whole round: those of a batch are found without looking at the others. */
final class PartitionBlocks {
    private final NavigableMap<Integer, Block> byIndex = new TreeMap<>();
    private final BitSet indexes = new BitSet();

    PartitionBlocks(Iterator<Block> blocks) {
        blocks.forEachRemaining(block -> {
            byIndex.put(block.index(), block);
            indexes.set(block.index());
        });
    }

    /** Those of the batch that are here, in order. */
    List<Block> of(Batch batch) {
        BitSet here = (BitSet) batch.blocks().clone();
        here.and(indexes);
        List<Block> blocks = new ArrayList<>(here.cardinality());
        here.stream().forEach(index -> blocks.add(byIndex.get(index)));
        return blocks;
    }
}
