package io.lockstep.cluster.dealing;

import io.lockstep.block.Block;
import io.lockstep.block.BlockRange;
import io.lockstep.cluster.wire.JavaSerialized;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of a range out of several partitions, one after the other: the next is opened when the last is at its end, as together they may
 * not fit into memory. (A stream's iterator would keep a whole partition.)
 */
final class Chain implements Iterator<JavaSerialized<Block>> {
    private final Iterator<Iterator<JavaSerialized<Block>>> partitions;
    private final BlockRange range;
    private Iterator<JavaSerialized<Block>> current = Collections.emptyIterator();
    private @Nullable JavaSerialized<Block> next;

    Chain(Iterator<Iterator<JavaSerialized<Block>>> partitions, BlockRange range) {
        this.partitions = partitions;
        this.range = range;
    }

    @Override
    public boolean hasNext() {
        while (next == null && (current.hasNext() || partitions.hasNext())) {
            if (current.hasNext()) {
                JavaSerialized<Block> block = current.next();
                next = range.contains(block.value().index()) ? block : null;
            } else {
                current = partitions.next();
            }
        }
        return next != null;
    }

    @Override
    public JavaSerialized<Block> next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException();
        }
        JavaSerialized<Block> block = next;
        next = null;
        return block;
    }
}
