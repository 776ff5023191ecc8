package io.lockstep.cluster.table;

import io.lockstep.block.Block;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A row of a table as an input of the network. It owns its arrays.
 *
 * @param kept values of the kept columns
 * @param pixels (inputs) unsigned bytes
 */
record Example(Object[] kept, byte[] pixels) {

    /** The rows of a block; the kept values are their number and their label. */
    static List<Example> of(Block block) {
        return IntStream.range(0, block.rows())
                .mapToObj(row -> new Example(
                        new Object[] {block.firstExample() + row, block.labels()[row] & 0xff},
                        Arrays.copyOfRange(block.pixels(), row * block.columns(), (row + 1) * block.columns())))
                .toList();
    }
}
