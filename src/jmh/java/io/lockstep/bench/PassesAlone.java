package io.lockstep.bench;

import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockReader;
import io.lockstep.data.Examples;
import io.lockstep.network.Parameters;
import io.lockstep.pass.BlockPass;
import io.lockstep.pass.plan.PassPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** The products and activations of a batch, forward and backward, on some threads: no sums, no optimizer, no Spark. */
final class PassesAlone implements AutoCloseable {
    private final List<List<Block>> parts;
    private final PassPlan plan;
    private final ExecutorService threads;

    PassesAlone(Examples examples, BlockPlan batch, PassPlan plan, int threads) {
        this.plan = plan;
        this.threads = Executors.newFixedThreadPool(threads);
        parts = IntStream.range(0, threads)
                .mapToObj(thread -> read(examples, batch, thread, threads))
                .toList();
    }

    private List<Block> read(Examples examples, BlockPlan batch, int thread, int of) {
        List<Block> blocks = new ArrayList<>();
        try (BlockReader reader = BlockReader.open(examples, batch, batch.share(thread, of))) {
            reader.forEachRemaining(block -> blocks.add(plan.prepare(block)));
        }
        return blocks;
    }

    /** Milliseconds of one batch: the mean of several. */
    double milliseconds(Parameters parameters, int times) {
        return Race.milliseconds(() -> IntStream.range(0, times).forEach(i -> batch(parameters))) / times;
    }

    private void batch(Parameters parameters) {
        List<Future<?>> running = new ArrayList<>();
        parts.forEach(blocks -> running.add(threads.submit(() -> pass(parameters, blocks))));
        for (Future<?> each : running) {
            try {
                each.get();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void pass(Parameters parameters, List<Block> blocks) {
        try (BlockPass pass = plan.open(parameters)) {
            blocks.forEach(pass::gradient);
        }
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
