package io.lockstep.job;

import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.Magnitude;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.table.TableData;
import io.lockstep.data.DataCard;
import io.lockstep.data.Scaling;
import io.lockstep.data.table.TableCard;
import io.lockstep.data.table.TableSchema;
import io.lockstep.network.Loss;
import java.util.Objects;

/**
 * Rows of a table, which Spark has read once.
 *
 * @param table with its schema
 * @param isValidation whether they are those held out for validation
 */
record TableSet(TableData table, boolean isValidation) implements ExampleSet {

    @Override
    public DataCard card() {
        TableCard card = isValidation ? table.validCard() : table.card();
        return Objects.requireNonNull(card, "a table with validation rows");
    }

    @Override
    public TableSchema schema() {
        return table.schema();
    }

    @Override
    public TableSchema.Target target() {
        return table.schema().target();
    }

    @Override
    public int inputs() {
        return table.schema().inputs().size();
    }

    @Override
    public int outputs(Loss loss) {
        return table.schema().target().outputs();
    }

    @Override
    public Scaling scaling() {
        return table.schema().scaling();
    }

    @Override
    public Magnitude magnitude(Loss loss) {
        return isValidation ? table.validMagnitude(loss) : table.magnitude(loss);
    }

    @Override
    public boolean isWeighted() {
        return !isValidation && table.isWeighted();
    }

    @Override
    public ClusterBlocks blocks(ClusterSession session, BlockPlan plan, int partitions) {
        return isValidation ? table.validBlocks(plan, partitions) : table.blocks(plan, partitions);
    }

    @Override
    public Iterable<Block> onDriver(ClusterBlocks blocks) {
        return blocks.driverBlocks();
    }
}
