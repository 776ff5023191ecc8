package io.lockstep.block;

import java.util.Iterator;
import java.util.stream.StreamSupport;

/**
 * Blocks that can be read again and again, each time all of them or those of a batch alone: for one machine, which reads the
 * data but does not hold it.
 */
public interface BlockSource extends Iterable<Block> {

    /** Opens the blocks of a batch, in their order; others are not read. */
    Iterator<Block> open(Batch batch);

    /** The blocks of a batch among some: a source opens them alone, from anything else they are picked. */
    static Iterable<Block> ofBatch(Batch batch, Iterable<Block> blocks) {
        return blocks instanceof BlockSource source
                ? () -> source.open(batch)
                : () -> StreamSupport.stream(blocks.spliterator(), false)
                        .filter(block -> batch.contains(block.index()))
                        .iterator();
    }
}
