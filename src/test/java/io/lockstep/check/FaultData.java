package io.lockstep.check;

import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockRange;
import io.lockstep.block.Magnitude;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.PlantedCluster;
import io.lockstep.data.Scaling;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import java.util.ArrayList;
import java.util.List;

/** The data in which a {@link SilentFault} is planted: 1,000 examples in blocks of 64, the last of 40. */
interface FaultData {
    int ROWS = 1_000;
    int BLOCK_ROWS = 64;

    /** Images and every kind of table. */
    static List<FaultData> all() {
        List<FaultData> all = new ArrayList<>();
        all.add(new DigitFaultData());
        TableScene.all().forEach(kind -> all.add(new TableFaultData(kind)));
        return all;
    }

    /** How blocks hold the features. */
    String features();

    /** Classes or numbers, with weights or not. */
    String targets();

    /** A network with one hidden layer. */
    Architecture architecture();

    /** How large its numbers are. */
    Magnitude magnitude(Architecture network);

    Scaling scaling();

    /** With the mean and the standard deviation of other examples. */
    Scaling scalingOfOthers();

    /** With means that were added up in float. */
    Scaling scalingInFloat();

    /** The right ones, on the driver. */
    Iterable<Block> blocks();

    /** The same on the cluster. */
    ClusterBlocks on(PlantedCluster cluster, BlockPlan plan, List<BlockRange> layout);

    /** The same, but one block with the labels of another. */
    ClusterBlocks withOtherLabels(PlantedCluster cluster, BlockPlan plan, List<BlockRange> layout, int block, int from);

    /** The sum of the weights, by which sums are divided. */
    default double weightSum() {
        double sum = 0;
        for (Block block : blocks()) {
            sum += block.weightSum();
        }
        return sum;
    }

    default boolean isWeighted() {
        return weightSum() != ROWS;
    }

    /** Whether there is one number to learn, or a class that can be taken for one. */
    default boolean hasOneNumber() {
        return architecture().outputs() == 1 || architecture().loss() == Loss.CROSS_ENTROPY;
    }
}
