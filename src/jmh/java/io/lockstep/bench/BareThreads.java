package io.lockstep.bench;

import io.lockstep.block.Batch;
import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockReader;
import io.lockstep.data.Examples;
import io.lockstep.gradient.BlockSums;
import io.lockstep.gradient.GradientSum;
import io.lockstep.network.Parameters;
import io.lockstep.pass.plan.PassPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The same pass over the same blocks by threads of this virtual machine, without Spark: how far the machine itself scales. */
final class BareThreads {
    private final List<List<Block>> parts;
    private final PassPlan pass;
    private final Batch batch;

    /** Reads the blocks and gives each thread its share, as partitions have theirs. */
    BareThreads(Examples examples, BlockPlan plan, PassPlan pass, int threads) {
        parts = IntStream.range(0, threads)
                .mapToObj(thread -> read(examples, plan, pass, thread, threads))
                .toList();
        this.pass = pass;
        batch = plan.fullBatch(1);
    }

    private static List<Block> read(Examples examples, BlockPlan plan, PassPlan pass, int thread, int threads) {
        List<Block> blocks = new ArrayList<>();
        try (BlockReader reader = BlockReader.open(examples, plan, plan.share(thread, threads))) {
            reader.forEachRemaining(block -> blocks.add(pass.prepare(block)));
        }
        return blocks;
    }

    /** One gradient, milliseconds. */
    double milliseconds(Parameters parameters) {
        return Race.milliseconds(() -> parts.parallelStream()
                .map(blocks -> BlockSums.gradientSum(blocks.iterator(), parameters, pass, batch))
                .reduce(GradientSum::merge)
                .orElseThrow()
                .mean());
    }
}
