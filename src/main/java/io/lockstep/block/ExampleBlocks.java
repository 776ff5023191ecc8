package io.lockstep.block;

import io.lockstep.data.Examples;
import java.util.Iterator;

/** The blocks of examples, reopened each time. */
record ExampleBlocks(Examples examples, BlockPlan plan) implements BlockSource {

    @Override
    public Iterator<Block> iterator() {
        return BlockReader.open(examples, plan, plan.all());
    }

    @Override
    public Iterator<Block> open(Batch batch) {
        return BlockReader.open(examples, plan, batch.blocks().stream().boxed().toList());
    }
}
