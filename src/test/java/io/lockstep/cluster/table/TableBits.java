package io.lockstep.cluster.table;

import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.data.Sha256;
import java.util.ArrayList;
import java.util.List;

/** The blocks of a table, on the driver, and a hash of all that is in them. */
final class TableBits {
    private TableBits() {}

    static List<Block> blocks(TableData data, int blockRows, int partitions) {
        try (ClusterBlocks blocks = data.blocks(new BlockPlan(data.rows(), blockRows), partitions)) {
            return all(blocks);
        }
    }

    static List<Block> all(ClusterBlocks blocks) {
        List<Block> all = new ArrayList<>();
        blocks.driverBlocks().forEach(all::add);
        return all;
    }

    /** Of index, features, targets and weights; the kind of the features counts, too. */
    static String digest(List<Block> blocks) {
        Sha256 hash = new Sha256();
        for (Block block : blocks) {
            hash.add(new double[] {block.index(), block.firstExample(), block.rows()});
            hash.add(block.features().kind().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            float[] row = new float[block.columns()];
            for (int i = 0; i < block.rows(); i++) {
                block.features().copyRow(i, row);
                hash.add(row);
                for (int output = 0; output < block.targets().columns(); output++) {
                    hash.add(new double[] {block.targets().value(i, output)});
                }
            }
            if (block.weights() != null) {
                hash.add(block.weights());
            }
        }
        return hash.hex();
    }

    static String digest(TableData data, int blockRows, int partitions) {
        return digest(blocks(data, blockRows, partitions));
    }
}
