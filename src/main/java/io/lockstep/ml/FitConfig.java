package io.lockstep.ml;

import io.lockstep.config.RunConfig;
import io.lockstep.data.table.Scale;
import io.lockstep.data.table.TableChoice;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.ml.util.SchemaUtils;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The params of a training as the configuration of a run.
 *
 * @param params of the estimator
 * @param features the column of the features
 * @param label the column to predict
 * @param isRegression whether it is a number, and not a class
 */
record FitConfig(TrainingParams params, String features, String label, boolean isRegression) {
    private static final int LARGEST_AUTOMATIC_BLOCK = 256;
    private static final int LEAST_AUTOMATIC_BLOCK = 32;
    private static final int LEAST_AUTOMATIC_BATCH = 32;
    private static final int LARGEST_AUTOMATIC_BATCH = 4096;
    private static final int AUTOMATIC_STEPS = 64; // an epoch
    private static final int LARGEST_BLOCK = 65_536;

    /**
     * How the rows are cut; it depends on params and rows alone, so that no layout changes a bit.
     *
     * @param batchBlocks blocks of a batch; 0 where all rows are one
     * @param blockRows rows of a block
     */
    record Cut(int batchBlocks, int blockRows) {}

    /** The configuration of a run of this name on so many training rows. */
    RunConfig of(long rows, String runId) {
        Cut cut = cut(rows);
        Map<String, String> values = new TreeMap<>();
        values.put("run.id", runId);
        values.put("run.seed", Long.toString(params.getSeed()));
        values.put("run.output", params.getCheckpointDir().isEmpty() ? "runs" : params.getCheckpointDir());
        values.put("run.checkpoint-every", Integer.toString(checkpointSteps(rows, cut)));
        values.put("data.source", "DataFrame");
        values.put("data.label", label);
        values.put("data.features", features);
        values.put("data.weight", weight());
        values.put("data.valid", validation().isEmpty() ? "0" : validation());
        values.put("data.scale", params.getStandardization() ? "standardize" : "none");
        values.put("data.target-scale", params.getStandardization() ? "standardize" : "none");
        values.put(
                "network.hidden",
                params.getHidden().length == 0
                        ? "none"
                        : Arrays.stream(params.getHidden())
                                .mapToObj(Integer::toString)
                                .collect(Collectors.joining("-")));
        values.put("network.activation", params.getActivation());
        values.put("network.loss", params.getLoss());
        values.put("network.init", params.getInit());
        values.put("compute.kernel", params.getKernel());
        values.put("block.rows", Integer.toString(cut.blockRows));
        values.put("batch.blocks", Integer.toString(cut.batchBlocks));
        values.put("train.epochs", Integer.toString(params.getMaxIter()));
        values.put("train.learning-rate", Double.toString(params.getLearningRate()));
        values.put("train.patience", Integer.toString(params.getPatience()));
        values.put("train.tolerance", Double.toString(params.getTol()));
        values.put("train.keep", params.getPatience() > 0 || !validation().isEmpty() ? "best" : "last");
        values.put("optimizer.name", params.getOptimizer());
        values.put("optimizer.weight-decay", Double.toString(params.getWeightDecay()));
        values.put("optimizer.clip-norm", Double.toString(params.getClipNorm()));
        values.put("schedule.name", params.getSchedule());
        values.put("cluster.partitions", Integer.toString(params.getPartitions()));
        values.put("check.against", String.join(",", params.getAgainst()));
        values.put("check.every", params.getCheckEvery());
        values.put("check.audit", Double.toString(params.getAudit()));
        return RunConfig.load(null, values);
    }

    /** What is said of the columns; the label's metadata names its classes. */
    TableChoice choice(StructType rows) {
        return TableChoice.of(label)
                .withFeatures(features)
                .withWeight(weight())
                .with(params.getStandardization() ? Scale.STANDARDIZE : Scale.NONE)
                .withTargetScale(params.getStandardization())
                .with(ClassNames.rule(rows.apply(label)));
    }

    /** Whether the training keeps its records and checkpoints in a folder. */
    boolean hasFolder() {
        return !params.getCheckpointDir().isEmpty();
    }

    /** The weights' column; empty for none. */
    String weight() {
        return params.isDefined(params.weightCol()) ? params.getWeightCol() : "";
    }

    /** The column that marks validation rows; empty for none. */
    String validation() {
        return params.getValidationIndicatorCol();
    }

    /**
     * Checks the column that marks validation rows, of which Spark's own checks of a schema do not know.
     *
     * @throws IllegalArgumentException if it is missing or not boolean
     */
    void requireValidation(StructType rows) {
        if (!validation().isEmpty()) {
            SchemaUtils.checkColumnType(rows, validation(), DataTypes.BooleanType, "");
        }
    }

    /**
     * How so many rows are cut.
     *
     * @throws IllegalArgumentException if a batch is no whole number of blocks
     */
    Cut cut(long rows) {
        long batch = params.getBatchRows() == 0 ? automaticBatch(rows) : params.getBatchRows();
        int block = params.getBlockRows();
        if (batch >= rows) { // all rows are one batch
            return new Cut(0, block == 0 ? (int) Math.min(batch, LARGEST_AUTOMATIC_BLOCK) : block);
        }
        if (block == 0) {
            block = automaticBlock((int) batch);
        }
        if (batch % block != 0) {
            throw new IllegalArgumentException(
                    "batchRows: expected a multiple of blockRows (%,d), found %,d. Set batchRows to %,d, or leave blockRows 0."
                            .formatted(block, batch, Math.max(1, batch / block) * block));
        }
        return new Cut((int) (batch / block), block);
    }

    /** The power of two that makes about 64 steps an epoch. */
    private static long automaticBatch(long rows) {
        long batch = Long.highestOneBit(Math.max(1, rows / AUTOMATIC_STEPS));
        return Math.max(LEAST_AUTOMATIC_BATCH, Math.min(LARGEST_AUTOMATIC_BATCH, batch));
    }

    private static int automaticBlock(int batch) {
        int block = Math.min(batch, LARGEST_AUTOMATIC_BLOCK);
        while (batch % block != 0) {
            block--;
        }
        return block < Math.min(batch, LEAST_AUTOMATIC_BLOCK) ? Math.min(batch, LARGEST_BLOCK) : block;
    }

    private int checkpointSteps(long rows, Cut cut) {
        long batch = cut.batchBlocks == 0 ? rows : (long) cut.batchBlocks * cut.blockRows;
        long stepsOfAnEpoch = (rows + batch - 1) / batch;
        return (int) Math.min(1_000_000, stepsOfAnEpoch * params.getCheckpointInterval());
    }
}
