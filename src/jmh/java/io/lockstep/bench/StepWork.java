package io.lockstep.bench;

import io.lockstep.block.BlockPlan;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.ClusterGradients;
import io.lockstep.data.Examples;
import io.lockstep.data.SplitName;
import io.lockstep.gradient.Gradient;
import io.lockstep.network.Architecture;
import io.lockstep.network.Parameters;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One gradient of all examples on two cores: ours, the floor, and the others, whose first gradient must be ours.
 *
 * @param architecture the network
 * @param floats whether the features are drawn floats without a zero, rather than the digits' pixels
 * @param warmUps rounds before those that count: a virtual machine compiles what is done often, Spark's own code last
 * @param goals at most so much of another's time
 */
record StepWork(Architecture architecture, boolean floats, int warmUps, Map<String, Double> goals) implements Work {
    private static final int ROWS = 50_000;
    private static final int QUICK_ROWS = 2_048;
    private static final int BLOCK_ROWS = 512;
    private static final int PARTITIONS = 2;
    private static final int TURNS_OF_THE_SLOW = 3;

    /** The lesson's. */
    static StepWork small() {
        return new StepWork(Networks.lesson(), false, 25, Map.of(Peers.PYTORCH, 0.3, Result.FLOOR, 0.6));
    }

    /** One in which the products count for more. */
    static StepWork wide() {
        return new StepWork(Networks.wide(), false, 5, Map.of(Peers.PYTORCH, 0.65, Result.FLOOR, 1.0));
    }

    /** The lesson's, on features without a zero. */
    static StepWork smallOnFloats() {
        return new StepWork(Networks.lesson(), true, 15, Map.of(Peers.PYTORCH, 1.0));
    }

    /** The wide one, on features without a zero. */
    static StepWork wideOnFloats() {
        return new StepWork(Networks.wide(), true, 5, Map.of(Peers.PYTORCH, 1.0));
    }

    @Override
    public List<Result> measure(Setting setting) throws Exception {
        int rows = setting.quick() ? QUICK_ROWS : ROWS;
        Examples train = setting.data().split(SplitName.TRAIN);
        if (floats) {
            DrawnFloats drawn = new DrawnFloats(rows, train.columns());
            return measure(setting, drawn, new Scene() {
                @Override
                public ClusterBlocks blocks(Cluster cluster, BlockPlan plan, PassPlan pass) {
                    return cluster.blocks(drawn, plan, PARTITIONS, pass);
                }

                @Override
                public Peers peers(Cluster cluster, Parameters parameters) throws Exception {
                    return Peers.onlyPyTorch(drawn, parameters);
                }
            });
        }
        Digits digits = Digits.of(train, rows);
        return measure(setting, digits, new Scene() {
            @Override
            public ClusterBlocks blocks(Cluster cluster, BlockPlan plan, PassPlan pass) {
                return cluster.blocks(train, plan, PARTITIONS, pass);
            }

            @Override
            public Peers peers(Cluster cluster, Parameters parameters) throws Exception {
                return Peers.open(cluster.session().spark(), digits, parameters);
            }
        });
    }

    /** What depends on the kind of features. */
    private interface Scene {
        ClusterBlocks blocks(Cluster cluster, BlockPlan plan, PassPlan pass);

        Peers peers(Cluster cluster, Parameters parameters) throws Exception;
    }

    private List<Result> measure(Setting setting, Sample sample, Scene scene) throws Exception {
        Parameters parameters = Networks.initial(architecture);
        BlockPlan plan = new BlockPlan(sample.rows(), BLOCK_ROWS);
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("rows", sample.rows());
        Map<Kernel, ShareTurn> turns = new LinkedHashMap<>();
        try (Cluster cluster = new Cluster(Cluster.LOCAL, PARTITIONS, Map.of());
                Floor floor = new Floor(sample, architecture);
                Peers peers = scene.peers(cluster, parameters)) {
            Race race = new Race();
            Map<Kernel, Gradient> gradients = new LinkedHashMap<>();
            for (Kernel kernel : Kernels.ALL) {
                PassPlan pass = new PassPlan(kernel, sample.scaling());
                ClusterBlocks blocks = scene.blocks(cluster, plan, pass); // removed with the session
                ClusterGradients step = Cluster.gradients(blocks, pass);
                gradients.put(
                        kernel, step.gradientSum(parameters, plan.fullBatch(1)).mean());
                ShareTurn turn = new ShareTurn(() -> Share.of(step, parameters, plan.fullBatch(1)), Share::wall);
                turns.put(kernel, turn);
                race.with(Kernels.contender(kernel), turn);
            }
            Gradient ours = Objects.requireNonNull(gradients.get(Kernels.ours()));
            Kernels.others()
                    .forEach(kernel -> peers.requireSame(
                            kernel.toString(),
                            ours,
                            Objects.requireNonNull(gradients.get(kernel)).values()));
            peers.requireSame(ours);
            setting.say("  everybody has the same gradient");
            floor.join(race);
            peers.join(race, Math.max(1, setting.repeats() / TURNS_OF_THE_SLOW));
            Map<String, Times> times = race.run(setting.quick() ? 1 : warmUps, setting.repeats());
            turns.forEach((kernel, turn) -> details.put(
                    kernel + " kernel alone, ms",
                    Share.times(turn.last(setting.repeats()), Share::kernel).median()));
            return List.of(result(times, details, peers));
        }
    }

    private Result result(Map<String, Times> race, Map<String, Object> details, Peers peers) {
        Map<String, String> versions = peers.versions();
        Kernels.ALL.forEach(kernel -> versions.put(
                Kernels.contender(kernel),
                "%s, %d partitions, blocks of %d, %s"
                        .formatted(Kernels.describe(kernel), PARTITIONS, BLOCK_ROWS, floats ? "floats" : "bytes")));
        Floor.settle(race, versions, details);
        details.putAll(peers.distances());
        String work = "step-" + Networks.name(architecture) + (floats ? "-floats" : "");
        Result result = Result.of(work, race, versions, peers.missing(), details);
        for (Map.Entry<String, Double> goal : goals.entrySet()) {
            result = result.atMost(goal.getValue(), goal.getKey());
        }
        return result;
    }
}
