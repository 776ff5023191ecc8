package io.lockstep.bench;

import io.lockstep.bench.CostModel.MeasuredStep;
import io.lockstep.block.BlockPlan;
import io.lockstep.data.DatasetCard;
import io.lockstep.data.Examples;
import io.lockstep.data.SplitName;
import io.lockstep.network.Architecture;
import io.lockstep.pass.plan.PassPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A full-batch step on one and on two task slots and on one and on two executors, and a model of what a step costs. One virtual
 * machine has one Spark at a time, so layouts cannot take turns within a race: their sessions take turns instead, several times
 * each.
 */
final class ScalingWork implements Work {
    private static final int BLOCK_ROWS = 512;

    /** So few that next to nothing is computed. */
    private static final int ROWS_OF_A_TASK = 16;

    private static final String ONE_THREAD = "1 thread";
    private static final String TWO_THREADS = "2 threads";

    @Override
    public List<Result> measure(Setting setting) throws Exception {
        Examples examples = setting.data().split(SplitName.TRAIN);
        BlockPlan plan = new BlockPlan(Math.min(setting.quick() ? 2_048 : 50_000, examples.rows()), BLOCK_ROWS);
        PassPlan pass = new PassPlan(
                Kernels.ours(),
                DatasetCard.of(examples, examples.name(), plan.examples()).standardizer());
        Map<ScaledStep, List<Share>> shares = new LinkedHashMap<>();
        Map<String, List<Double>> bare = new LinkedHashMap<>();
        int rounds = setting.quick() ? 1 : 3;
        int turns = setting.quick() ? 2 : Math.max(2, setting.repeats() / 5);
        for (int round = 1; round <= rounds; round++) {
            setting.say("  round %d of %d: threads without Spark", round, rounds);
            bareThreads(examples, plan, pass, turns)
                    .forEach((name, times) ->
                            bare.computeIfAbsent(name, one -> new ArrayList<>()).addAll(times));
            for (Layout layout : Layout.all()) {
                setting.say("  round %d of %d: %s", round, rounds, layout.name());
                session(setting, layout, examples, plan, pass, turns)
                        .forEach((step, some) -> shares.computeIfAbsent(step, one -> new ArrayList<>())
                                .addAll(some));
            }
        }
        return results(setting, plan, shares, bare);
    }

    private static Map<ScaledStep, List<Share>> session(
            Setting setting, Layout layout, Examples examples, BlockPlan plan, PassPlan pass, int turns)
            throws Exception {
        List<ScaledStep> full = networks().stream()
                .map(network -> new ScaledStep(layout, network, plan, layout.slots()))
                .toList();
        try (Cluster cluster = new Cluster(layout.master(), layout.slots(), Map.of())) {
            Map<ScaledStep, List<Share>> shares =
                    new LinkedHashMap<>(ScaledStep.race(cluster, examples, pass, full, 2, turns));
            if (layout.executors() > 0) {
                int warmUps = setting.quick() ? 1 : 3;
                shares.putAll(ScaledStep.race(cluster, examples, pass, nearlyEmpty(setting, layout), warmUps, turns));
            }
            return shares;
        }
    }

    /** Steps in which there is next to nothing but Spark, from one task to more than the driver merges at once. */
    private static List<ScaledStep> nearlyEmpty(Setting setting, Layout layout) {
        List<Architecture> large =
                setting.quick() ? List.of(Networks.of(784, 100, 10), Networks.of(784, 200, 10)) : Networks.large();
        return Stream.of(
                        nearlyEmpty(layout, Networks.lesson(), layout.slots(), 4, 8, 16, 40, 64),
                        nearlyEmpty(layout, large.get(0), layout.slots(), 4, 8, 40),
                        nearlyEmpty(layout, large.get(1), 2))
                .flatMap(List::stream)
                .toList();
    }

    private static List<ScaledStep> nearlyEmpty(Layout layout, Architecture network, int... partitions) {
        List<ScaledStep> steps = new ArrayList<>();
        for (int count : partitions) {
            steps.add(new ScaledStep(
                    layout, network, new BlockPlan((long) count * ROWS_OF_A_TASK, ROWS_OF_A_TASK), count));
        }
        return steps;
    }

    private static List<Architecture> networks() {
        return List.of(Networks.lesson(), Networks.wide());
    }

    private static Map<String, List<Double>> bareThreads(Examples examples, BlockPlan plan, PassPlan pass, int turns)
            throws Exception {
        BareThreads one = new BareThreads(examples, plan, pass, 1);
        BareThreads two = new BareThreads(examples, plan, pass, 2);
        Race race = new Race();
        for (Architecture network : networks()) {
            var parameters = Networks.initial(network);
            race.with(bareName(ONE_THREAD, network), () -> one.milliseconds(parameters))
                    .with(bareName(TWO_THREADS, network), () -> two.milliseconds(parameters));
        }
        Map<String, List<Double>> times = new LinkedHashMap<>();
        race.run(2, turns).forEach((name, some) -> times.put(name, some.list()));
        return times;
    }

    private static String bareName(String threads, Architecture network) {
        return threads + ", " + Networks.name(network);
    }

    private static List<Result> results(
            Setting setting, BlockPlan plan, Map<ScaledStep, List<Share>> shares, Map<String, List<Double>> bare) {
        List<Efficiency> efficiencies = new ArrayList<>();
        for (Architecture network : networks()) {
            Times one = Times.of(bare.getOrDefault(bareName(ONE_THREAD, network), List.of()));
            Times two = Times.of(bare.getOrDefault(bareName(TWO_THREADS, network), List.of()));
            efficiencies.add(
                    Efficiency.of("slots", Layout.ONE_SLOT, Layout.TWO_SLOTS, network, plan, shares, one, two));
            efficiencies.add(Efficiency.of(
                    "executors", Layout.ONE_EXECUTOR, Layout.TWO_EXECUTORS, network, plan, shares, one, two));
        }
        List<MeasuredStep> measured = new ArrayList<>();
        shares.forEach((step, some) -> measured.add(new MeasuredStep(
                step.name(),
                step.shape(),
                Share.times(some, Share::spark).median(),
                Share.times(some, Share::kernel).median())));
        List<MeasuredStep> nearlyEmpty = measured.stream()
                .filter(step -> step.shape().rows() == step.shape().partitions() * ROWS_OF_A_TASK)
                .toList();
        CostModel model = CostModel.fit(nearlyEmpty, measured);
        String version = Kernels.describe(Kernels.ours());
        List<Result> results = new ArrayList<>();
        efficiencies.forEach(efficiency -> results.add(efficiency.result(version)));
        results.add(new ScalingTables(efficiencies, measured, model).result(setting.quick() ? "quick" : version));
        return results;
    }
}
