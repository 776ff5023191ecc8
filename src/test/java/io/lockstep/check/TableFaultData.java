package io.lockstep.check;

import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockRange;
import io.lockstep.block.Magnitude;
import io.lockstep.block.TableBlocks;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.PlantedCluster;
import io.lockstep.data.ColumnScaling;
import io.lockstep.data.Scaling;
import io.lockstep.network.Architecture;
import java.util.ArrayList;
import java.util.List;

/** A drawn table, whose blocks are on the cluster. */
final class TableFaultData implements FaultData {
    private static final long OTHER_SEED = 84;

    private final TableScene kind;
    private final TableBlocks table;
    private final ColumnScaling scaling;
    private final List<Block> blocks;

    TableFaultData(TableScene kind) {
        this.kind = kind;
        table = kind.table(ROWS);
        scaling = table.scaling();
        blocks = table.of(BLOCK_ROWS);
    }

    @Override
    public String features() {
        return kind.features();
    }

    @Override
    public String targets() {
        return kind.targets();
    }

    @Override
    public Architecture architecture() {
        return kind.architecture();
    }

    @Override
    public Magnitude magnitude(Architecture network) {
        return table.magnitude(network);
    }

    @Override
    public ColumnScaling scaling() {
        return scaling;
    }

    @Override
    public Scaling scalingOfOthers() {
        return kind.table(OTHER_SEED, ROWS).scaling();
    }

    @Override
    public Scaling scalingInFloat() {
        List<Double> means = new ArrayList<>();
        for (int k = 0; k < architecture().inputs(); k++) {
            float sum = 0;
            for (float[] row : table.rows()) {
                sum += row[k];
            }
            means.add((double) (sum / ROWS));
        }
        return new ColumnScaling(means, scaling.deviations());
    }

    @Override
    public List<Block> blocks() {
        return blocks;
    }

    @Override
    public ClusterBlocks on(PlantedCluster cluster, BlockPlan plan, List<BlockRange> layout) {
        return cluster.blocks(blocks, plan, layout);
    }

    @Override
    @SuppressWarnings("NullAway") // it does not see in class files that an array may be null
    public ClusterBlocks withOtherLabels(
            PlantedCluster cluster, BlockPlan plan, List<BlockRange> layout, int block, int from) {
        List<Block> wrong = new ArrayList<>(blocks);
        Block right = blocks.get(block);
        wrong.set(
                block,
                new Block(
                        block,
                        right.firstExample(),
                        right.features(),
                        blocks.get(from).targets(),
                        right.weights()));
        Planting.fire();
        return cluster.blocks(wrong, plan, layout);
    }

    @Override
    public String toString() {
        return kind.toString();
    }
}
