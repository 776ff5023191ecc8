package io.lockstep.bench;

import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.data.SplitName;
import io.lockstep.network.Architecture;
import io.lockstep.network.Parameters;
import io.lockstep.pass.BlockPass;
import io.lockstep.pass.device.NativeThreads;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Blocks on one thread without Spark, forward and backward, by each kernel in turn in one JVM, beside OpenBLAS's products for the
 * same blocks: pixels, most of which are 0, and floats without a zero. The thread's CPU time counts, not the wall time.
 */
final class KernelWork implements Work {
    private static final int BLOCK_ROWS = 512;
    private static final int WARM_UPS = 10;
    private static final double SAME = 1e-5;

    /** Networks, and how many blocks a turn takes: the same again and again would lie in the processor's cache. */
    private static final Map<Architecture, Integer> BLOCKS = networks();

    private static Map<Architecture, Integer> networks() {
        Map<Architecture, Integer> blocks = new LinkedHashMap<>();
        blocks.put(Networks.lesson(), 20);
        blocks.put(Networks.classifier(), 20);
        blocks.put(Networks.wide(), 4);
        return blocks;
    }

    @Override
    public List<Result> measure(Setting setting) throws Exception {
        List<Result> results = new ArrayList<>();
        for (Map.Entry<Architecture, Integer> network : BLOCKS.entrySet()) {
            int blocks = setting.quick() ? 1 : network.getValue();
            int rows = blocks * BLOCK_ROWS;
            Digits digits = Digits.of(setting.data().split(SplitName.TRAIN), rows);
            results.add(measure(setting, "pixels", digits, network.getKey(), blocks));
            results.add(measure(setting, "floats", new DrawnFloats(rows, digits.columns()), network.getKey(), blocks));
        }
        return results;
    }

    private static Result measure(Setting setting, String kind, Sample sample, Architecture architecture, int count)
            throws Exception {
        BlockPlan plan = new BlockPlan(sample.rows(), BLOCK_ROWS);
        Parameters parameters = Networks.initial(architecture);
        List<Contender> contenders = new ArrayList<>();
        try (FloatPointer features = new FloatPointer(sample.features());
                Products products = new Products(architecture, features, BLOCK_ROWS)) {
            for (Kernel kernel : Kernels.ALL) {
                PassPlan pass = new PassPlan(kernel, sample.scaling());
                List<Block> blocks = IntStream.range(0, count)
                        .mapToObj(index -> pass.prepare(sample.block(plan, index)))
                        .toList();
                contenders.add(new Contender(kernel, pass.open(parameters), blocks));
            }
            NativeThreads.single();
            contenders.forEach(contender -> contender.requireSame(contenders.get(0)));
            Race race = new Race();
            contenders.forEach(contender -> contender.join(race));
            race.with(Result.FLOOR, () -> Race.computing(() -> products.multiply(0, sample.rows())));
            Map<String, Times> times = race.run(setting.quick() ? 1 : WARM_UPS, setting.repeats());
            return result("kernel-%s-%s".formatted(Networks.name(architecture), kind), times, count);
        } finally {
            contenders.forEach(contender -> contender.pass().close());
        }
    }

    /** A kernel with its pass and its blocks. */
    private record Contender(Kernel kernel, BlockPass pass, List<Block> blocks) {

        void join(Race race) {
            race.with(Kernels.contender(kernel), () -> Race.computing(() -> blocks.forEach(pass::gradient)));
            race.with(forward(kernel), () -> Race.computing(() -> blocks.forEach(pass::forward)));
        }

        float[] gradient() {
            return pass.gradient(blocks.get(0)).gradientSum();
        }

        void requireSame(Contender ours) {
            double distance = Distance.of(ours.gradient(), gradient());
            if (!(distance <= SAME)) {
                throw new IllegalStateException("%s: expected our gradient within %s of its norm, found it %s away"
                        .formatted(kernel, SAME, distance));
            }
        }
    }

    private static String forward(Kernel kernel) {
        return "forward, " + kernel;
    }

    private static Result result(String work, Map<String, Times> race, int blocks) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("blocks of %d rows in a turn".formatted(BLOCK_ROWS), blocks);
        race.forEach((name, times) ->
                details.put(name + ", microseconds a block", Math.round(1e3 * times.median() / blocks)));
        Map<String, String> versions = new LinkedHashMap<>();
        for (Kernel kernel : Kernels.ALL) {
            race.remove(forward(kernel));
            versions.put(Kernels.contender(kernel), kernel + ", forward and backward, one thread");
        }
        versions.put(Result.FLOOR, "the matrix products alone by OpenBLAS, dense, one thread");
        return Result.of(work, race, versions, Map.of(), details);
    }
}
