package io.lockstep.block;

import java.util.Iterator;
import java.util.stream.StreamSupport;

/**
 * Blocks that can be read repeatedly, each time all of them or only those of a batch: for one machine, which reads the
 * data but does not hold it.
 */
public interface BlockSource extends Iterable<Block> {

    /** Opens the blocks of a batch, in their order; others are not read. */
    Iterator<Block> open(Batch batch);

    /** The blocks of a batch: a {@link BlockSource} opens only them, other iterables are filtered. */
    static Iterable<Block> ofBatch(Batch batch, Iterable<Block> blocks) {
        return blocks instanceof BlockSource source
                ? () -> source.open(batch)
                : () -> StreamSupport.stream(blocks.spliterator(), false)
                        .filter(block -> batch.contains(block.index()))
                        .iterator();
    }
}
