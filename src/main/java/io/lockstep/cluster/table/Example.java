package io.lockstep.cluster.table;

import io.lockstep.block.Block;
import io.lockstep.data.Features;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A row of a table as an input of the network. It owns its arrays.
 *
 * @param kept values of the kept columns
 * @param features (1, inputs)
 */
record Example(Object[] kept, Features features) {

    private static Object label(int label, @Nullable List<String> classes) {
        return classes == null ? (Object) label : classes.get(label);
    }

    /** The rows of a block; the kept values are their number and their label, by name where classes have names. */
    static List<Example> of(Block block, @Nullable List<String> classes) {
        return IntStream.range(0, block.rows())
                .mapToObj(row -> new Example(
                        new Object[] {
                            block.firstExample() + row,
                            label((int) block.targets().value(row, 0), classes)
                        },
                        block.features().slice(row, row + 1)))
                .toList();
    }
}
