package io.lockstep.bench;

import io.lockstep.block.Batch;
import io.lockstep.block.BlockPlan;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.ClusterGradients;
import io.lockstep.data.DatasetCard;
import io.lockstep.data.Examples;
import io.lockstep.network.Architecture;
import io.lockstep.network.Parameters;
import io.lockstep.pass.plan.PassPlan;
import java.util.List;
import java.util.Map;

/**
 * A step whose share of Spark is measured, beside Spark's empty job over the same partitions.
 *
 * @param architecture the network
 * @param rows examples of the step, at most
 * @param blockRows of them in a block
 * @param partitions tasks
 * @param warmUps rounds that do not count
 * @param repeats rounds that do
 */
record ShareCase(Architecture architecture, int rows, int blockRows, int partitions, int warmUps, int repeats) {

    /** The same with other rounds. */
    ShareCase turns(int otherWarmUps, int otherRepeats) {
        return new ShareCase(architecture, rows, blockRows, partitions, otherWarmUps, otherRepeats);
    }

    /** {@code spark-local-2p-39301}. */
    String name(String place) {
        return "spark-%s-%dp-%d".formatted(place, partitions, architecture.parameterCount());
    }

    /**
     * Races ours, Spark's empty job as the floor, and others.
     *
     * @param others adds them
     * @param details where wall and kernel of ours are told, medians
     */
    Map<String, Times> race(Cluster cluster, Examples examples, Others others, Map<String, Object> details)
            throws Exception {
        BlockPlan plan = new BlockPlan(Math.min(rows, examples.rows()), blockRows);
        PassPlan pass = new PassPlan(
                Kernels.ours(),
                DatasetCard.of(examples, examples.name(), plan.examples()).standardizer());
        Parameters parameters = Networks.initial(architecture);
        Batch batch = plan.fullBatch(1);
        try (ClusterBlocks blocks = cluster.blocks(examples, plan, partitions, pass);
                GradientJobs jobs = new GradientJobs(cluster, examples, plan, partitions, pass)) {
            ClusterGradients gradients = Cluster.gradients(blocks, pass);
            ShareTurn ours = new ShareTurn(() -> Share.of(gradients, parameters, batch));
            Race race = new Race().with(Result.OURS, ours).with(Result.FLOOR, () -> Race.milliseconds(jobs::empty));
            others.join(race, jobs, parameters);
            Map<String, Times> times = race.run(warmUps, repeats);
            details.put("rows", plan.examples());
            List<Share> shares = ours.last(repeats);
            details.put("wall, ms", Share.times(shares, Share::wall).median());
            details.put("kernel, ms", Share.times(shares, Share::kernel).median());
            details.put(
                    "Spark's part of the step", Share.times(shares, Share::part).median());
            return times;
        }
    }

    /** By how much the median of one is above the floor's, milliseconds. */
    static double aboveEmpty(Map<String, Times> race, String name) {
        return median(race, name) - median(race, Result.FLOOR);
    }

    static double median(Map<String, Times> race, String name) {
        Times times = race.get(name);
        if (times == null) {
            throw new IllegalArgumentException("expected " + name + " in the race, found " + race.keySet());
        }
        return times.median();
    }

    /** Who else takes turns. */
    @FunctionalInterface
    interface Others {
        void join(Race race, GradientJobs jobs, Parameters parameters);
    }
}
