package io.lockstep.bench;

import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockReader;
import io.lockstep.data.DatasetCard;
import io.lockstep.data.Examples;
import io.lockstep.data.Scaling;
import io.lockstep.data.SplitName;
import io.lockstep.gradient.BlockSums;
import io.lockstep.network.Parameters;
import io.lockstep.pass.BlockPass;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The gradients of an epoch of mini-batches on one core, forward and backward, without an optimizer and without Spark: a batch is a block
 * of shuffled examples, as in a training on one partition, and each has a pass of its own, as if the parameters had changed.
 */
final class BatchWork implements Work {
    private static final int BATCH = 256;
    private static final String WORK = "batch-" + BATCH;
    private static final int ROWS = 50_000;
    private static final int QUICK_ROWS = 2_048;
    private static final int WARM_UPS = 5;
    private static final int SEED = 42;
    private static final double GOAL = 0.5;
    private static final String SUMMED = ", with the exact sum";

    @Override
    public List<Result> measure(Setting setting) throws Exception {
        Examples train = setting.data().split(SplitName.TRAIN);
        int rows = (int) Math.min(train.rows(), setting.quick() ? QUICK_ROWS : ROWS) / BATCH * BATCH;
        BlockPlan plan = new BlockPlan(rows, BATCH, 1, SEED);
        Scaling scaling = DatasetCard.of(train, train.name(), rows).standardizer();
        Parameters parameters = Networks.initial(Networks.classifier());
        Race race = new Race();
        for (Kernel kernel : Kernels.ALL) {
            PassPlan pass = new PassPlan(kernel, scaling);
            List<Block> batches = batches(train, plan, pass);
            race.with(Kernels.contender(kernel), () -> Race.milliseconds(() -> gradients(batches, pass, parameters)))
                    .with(kernel + SUMMED, () -> Race.milliseconds(() -> sums(batches, plan, pass, parameters)));
        }
        try (PyTorchBatches pytorch = PyTorchBatches.open(Digits.of(train, rows), parameters, BATCH)) {
            pytorch.join(race);
            Map<String, Times> times = run(setting, race);
            Map<String, String> versions = versions();
            Map<String, Object> details = details(times, plan.blockCount());
            PyTorchBatches.settle(times, pytorch.version(), versions);
            return List.of(Result.of(WORK, times, versions, Map.of(), details).atMost(GOAL, Peers.PYTORCH));
        } catch (MissingException e) {
            Map<String, Times> times = run(setting, race);
            Map<String, Object> details = details(times, plan.blockCount());
            Map<String, String> missing = Map.of(Peers.PYTORCH, String.valueOf(e.getMessage()));
            return List.of(Result.of(WORK, times, versions(), missing, details));
        }
    }

    private static List<Block> batches(Examples train, BlockPlan plan, PassPlan pass) {
        List<Block> batches = new ArrayList<>();
        try (BlockReader reader = BlockReader.open(train, plan, plan.all())) {
            reader.forEachRemaining(block -> batches.add(pass.prepare(block)));
        }
        return batches;
    }

    private static void gradients(List<Block> batches, PassPlan plan, Parameters parameters) {
        for (Block batch : batches) {
            try (BlockPass pass = plan.open(parameters)) {
                pass.gradient(batch);
            }
        }
    }

    /** As a local step does it. */
    private static void sums(List<Block> batches, BlockPlan plan, PassPlan pass, Parameters parameters) {
        for (int step = 1; step <= batches.size(); step++) {
            BlockSums.gradientSum(batches.iterator(), parameters, pass, plan.batch(step))
                    .mean(step);
        }
    }

    private static Map<String, Times> run(Setting setting, Race race) throws Exception {
        return race.run(setting.quick() ? 1 : WARM_UPS, setting.repeats());
    }

    private static Map<String, Object> details(Map<String, Times> times, int batches) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("batches in a turn", batches);
        times.forEach((name, some) ->
                details.put(name + ", microseconds a batch", Math.round(1e3 * some.median() / batches)));
        Kernels.ALL.forEach(kernel -> times.remove(kernel + SUMMED));
        return details;
    }

    private static Map<String, String> versions() {
        Map<String, String> versions = new LinkedHashMap<>();
        Kernels.ALL.forEach(kernel -> versions.put(
                Kernels.contender(kernel),
                "%s, 784-50-10, blocks of %d shuffled examples, one thread"
                        .formatted(Kernels.describe(kernel), BATCH)));
        return versions;
    }
}
