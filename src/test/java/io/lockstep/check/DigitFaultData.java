package io.lockstep.check;

import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockRange;
import io.lockstep.block.BlockReader;
import io.lockstep.block.ImageBlock;
import io.lockstep.block.Magnitude;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.PlantedCluster;
import io.lockstep.data.DatasetCard;
import io.lockstep.data.Examples;
import io.lockstep.data.Scaling;
import io.lockstep.data.SplitName;
import io.lockstep.data.Standardizer;
import io.lockstep.data.drawn.DrawnDigits;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import java.util.List;

/** Drawn digits, read from their files by every task. */
record DigitFaultData() implements FaultData {
    private static final Examples DIGITS = new DrawnDigits().split(SplitName.TRAIN);
    private static final Standardizer STANDARDIZER =
            DatasetCard.of(DIGITS, "built in", ROWS).standardizer();

    @Override
    public String features() {
        return "bytes (drawn digits)";
    }

    @Override
    public String targets() {
        return "10 classes";
    }

    @Override
    public Architecture architecture() {
        return new Architecture(List.of(784, 20, 10), Activation.RELU, Loss.CROSS_ENTROPY);
    }

    @Override
    public Magnitude magnitude(Architecture network) {
        return Magnitude.ONE;
    }

    @Override
    public Standardizer scaling() {
        return STANDARDIZER;
    }

    @Override
    public Scaling scalingOfOthers() {
        Examples heldOut = new DrawnDigits().split(SplitName.VALID);
        return DatasetCard.of(heldOut, "built in", heldOut.rows()).standardizer();
    }

    /** One float for the sum of all: what it is by then has no digits left for the pixels that follow. */
    @Override
    public Scaling scalingInFloat() {
        float sum = 0;
        long count = 0;
        for (Block block : blocks()) {
            for (byte pixel : ImageBlock.pixels(block)) {
                sum += (pixel & 0xff) / 256f;
                count++;
            }
        }
        return new Standardizer(sum / (float) count, STANDARDIZER.deviation());
    }

    @Override
    public double weightSum() {
        return ROWS;
    }

    @Override
    public Iterable<Block> blocks() {
        return BlockReader.all(DIGITS, new BlockPlan(ROWS, BLOCK_ROWS));
    }

    @Override
    public ClusterBlocks on(PlantedCluster cluster, BlockPlan plan, List<BlockRange> layout) {
        return cluster.blocks(DIGITS, plan, layout);
    }

    @Override
    public ClusterBlocks withOtherLabels(
            PlantedCluster cluster, BlockPlan plan, List<BlockRange> layout, int block, int from) {
        return cluster.blocks(new OtherLabels(DIGITS, plan, block, from), plan, layout);
    }
}
