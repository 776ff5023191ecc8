package io.lockstep.bench;

import io.lockstep.block.BlockPlan;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.ClusterGradients;
import io.lockstep.data.Examples;
import io.lockstep.data.SplitName;
import io.lockstep.gradient.Gradient;
import io.lockstep.network.Architecture;
import io.lockstep.network.Parameters;
import io.lockstep.pass.device.Backend;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One gradient of all examples on two cores: ours, the floor, and the others, whose first gradient must be ours.
 *
 * @param architecture the network
 * @param warmUps rounds before those that count: a virtual machine compiles what is done often, Spark's own code last
 */
record StepWork(Architecture architecture, int warmUps) implements Work {
    private static final int ROWS = 50_000;
    private static final int QUICK_ROWS = 2_048;
    private static final int BLOCK_ROWS = 512;
    private static final int PARTITIONS = 2;
    private static final int TURNS_OF_THE_SLOW = 3;

    /** The lesson's. */
    static StepWork small() {
        return new StepWork(Networks.lesson(), 25);
    }

    /** One in which the products count for more. */
    static StepWork wide() {
        return new StepWork(Networks.of(784, 512, 512, 10), 5);
    }

    @Override
    public List<Result> measure(Setting setting) throws Exception {
        Examples train = setting.data().split(SplitName.TRAIN);
        Digits digits = Digits.of(train, setting.quick() ? QUICK_ROWS : ROWS);
        Parameters parameters = Networks.initial(architecture);
        BlockPlan plan = new BlockPlan(digits.rows(), BLOCK_ROWS);
        try (Cluster cluster = new Cluster(Cluster.LOCAL, PARTITIONS, Map.of());
                ClusterBlocks blocks = cluster.blocks(train, plan, PARTITIONS);
                Floor floor = new Floor(digits, architecture);
                Peers peers = Peers.open(cluster.session().spark(), digits, parameters)) {
            ClusterGradients gradients = Cluster.gradients(blocks, new PassPlan(Kernel.FUSED, digits.standardizer()));
            Gradient ours = gradients.gradientSum(parameters, plan.fullBatch(1)).mean();
            peers.requireSame(ours);
            setting.say("  everybody has the same gradient");
            List<Double> computing = new ArrayList<>();
            Race race = new Race().with(Result.OURS, () -> {
                Share share = Share.of(gradients, parameters, plan.fullBatch(1));
                computing.add(share.kernel());
                return share.wall();
            });
            floor.join(race);
            peers.join(race, Math.max(1, setting.repeats() / TURNS_OF_THE_SLOW));
            return List.of(
                    result(race.run(setting.quick() ? 1 : warmUps, setting.repeats()), computing, digits, peers));
        }
    }

    private Result result(Map<String, Times> race, List<Double> computing, Digits digits, Peers peers) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("rows", digits.rows());
        int repeats = Result.turns(race);
        details.put(
                "kernel, ms",
                new Times(computing.stream()
                                .skip(computing.size() - repeats)
                                .mapToDouble(Double::doubleValue)
                                .toArray())
                        .median());
        Map<String, String> versions = peers.versions();
        Backend backend = Backend.detect();
        versions.put(
                Result.OURS,
                "fused kernel, %d partitions, blocks of %d, bytes cached, %s %s, 1 thread a task"
                        .formatted(PARTITIONS, BLOCK_ROWS, backend.blas(), backend.coreType()));
        Floor.settle(race, versions, details);
        details.putAll(peers.distances());
        return Result.of("step-" + Networks.name(architecture), race, versions, peers.missing(), details);
    }
}
