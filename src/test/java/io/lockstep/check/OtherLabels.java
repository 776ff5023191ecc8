package io.lockstep.check;

import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockRange;
import io.lockstep.block.BlockReader;
import io.lockstep.block.ImageBlock;
import io.lockstep.data.CountingReader;
import io.lockstep.data.ExampleReader;
import io.lockstep.data.Examples;
import io.lockstep.data.ExamplesBehind;

/**
 * Examples of which one block has the labels of another.
 *
 * @param examples the right ones
 * @param plan how they are cut into blocks, of equal size as far as these two go
 * @param block whose labels are wrong
 * @param from whose labels they are
 */
record OtherLabels(Examples examples, BlockPlan plan, int block, int from) implements ExamplesBehind {

    @Override
    public ExampleReader open() {
        ExampleReader right = examples.open();
        return new CountingReader(this) {
            @Override
            protected void skip(long first, long count) {
                right.skip(count);
            }

            @Override
            protected void read(long first, byte[] pixels, byte[] labels) {
                right.read(pixels, labels);
                if (first == plan.firstExample(block)) {
                    byte[] others = ImageBlock.labels(BlockReader.open(examples, plan, new BlockRange(from, 1))
                            .next());
                    System.arraycopy(others, 0, labels, 0, labels.length);
                    Planting.fire();
                }
            }

            @Override
            public void close() {
                right.close();
            }
        };
    }
}
