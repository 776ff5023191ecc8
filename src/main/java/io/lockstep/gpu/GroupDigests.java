package io.lockstep.gpu;

import io.lockstep.block.Batch;
import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockRange;
import io.lockstep.gradient.BlockSums;
import io.lockstep.gradient.GradientSum;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Initializer;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.pass.plan.PassPlan;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * SHA-256 of one gradient, computed in different ways that must be bit-identical.
 *
 * @param found by how it was computed, in their order
 */
public record GroupDigests(Map<String, String> found) {
    private static final int[] PARTITIONS = {1, 2, 7};

    /** Of 784-50-10 over drawn digits: in groups for several numbers of partitions, and block by block. */
    public static GroupDigests of(PassPlan passPlan, BlockPlan plan) {
        Architecture architecture = new Architecture(List.of(784, 50, 10), Activation.RELU, Loss.CROSS_ENTROPY);
        Parameters parameters = Parameters.initial(architecture, Initializer.KAIMING_FAN_IN, 1);
        PassPlan pass = passPlan.with(Digits.STANDARDIZER);
        Batch batch = plan.fullBatch(1);
        List<Block> blocks = Digits.of(plan);
        Map<String, String> found = new LinkedHashMap<>();
        for (int partitions : PARTITIONS) {
            GradientSum sum = GradientSum.zero(architecture, batch);
            for (int partition = 0; partition < partitions; partition++) {
                BlockRange share = plan.share(partition, partitions);
                List<Block> mine = blocks.subList(share.first(), share.first() + share.count());
                sum.merge(BlockSums.gradientSum(mine.iterator(), parameters, pass, batch));
            }
            found.put(
                    partitions + (partitions == 1 ? " partition" : " partitions"),
                    sum.mean().sha256());
        }
        GradientSum oneByOne =
                BlockSums.gradientSum(blocks.iterator(), parameters, pass, batch, block -> true, gradient -> {});
        found.put("block by block", oneByOne.mean().sha256());
        return new GroupDigests(found);
    }

    /** The first of them. */
    public String first() {
        return found.values().iterator().next();
    }

    /** Whether all are the same. */
    public boolean areEqual() {
        return new HashSet<>(found.values()).size() == 1;
    }
}
