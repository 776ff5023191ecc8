package io.lockstep.ml;

import io.lockstep.check.Opinion;
import java.util.List;
import java.util.Set;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.param.shared.HasWeightCol;

/**
 * The params of a training, by their names in Spark ML where it has one; estimators and their models have them. Here: rows, checks and where
 * it runs.
 *
 * <p>A param is what its parent's id and its name say, see {@code Param.equals}: so each call may make it anew.
 */
public interface TrainingParams extends NetworkParams, OptimizerParams, HasWeightCol {

    /** Param: name of the column with the weight of each row, numbers of at least 0. Empty or not set: each row counts 1. */
    @Override
    default Param<String> weightCol() {
        return new Param<>(
                this,
                "weightCol",
                "name of the column with the weight of each row, numbers >= 0. Empty or not set: each row counts 1");
    }

    /** What Scala calls in a trait's own constructor, for {@link #weightCol()}; nothing is kept. */
    @Override
    default void org$apache$spark$ml$param$shared$HasWeightCol$_setter_$weightCol_$eq(Param<String> param) {}

    /** Param: name of the boolean column that is true for validation rows; they are not trained on. Empty: no validation rows. */
    default Param<String> validationIndicatorCol() {
        return new Param<>(
                this,
                "validationIndicatorCol",
                "name of the boolean column that is true for validation rows; they are not trained on. Empty: no validation rows");
    }

    /** The value of {@link #validationIndicatorCol()}. */
    default String getValidationIndicatorCol() {
        return getOrDefault(validationIndicatorCol());
    }

    /** Param: folder, on any file system of Hadoop, for checkpoints, records and the report of each training; the same training resumes there. Empty: nothing is written. */
    default Param<String> checkpointDir() {
        return new Param<>(
                this,
                "checkpointDir",
                "folder, on any file system of Hadoop, for checkpoints, records and the report of each training; the same training resumes there. Empty: nothing is written");
    }

    /** The value of {@link #checkpointDir()}. */
    default String getCheckpointDir() {
        return getOrDefault(checkpointDir());
    }

    /** Param: number of epochs between two checkpoints, >= 1. */
    default IntParam checkpointInterval() {
        return new IntParam(
                this, "checkpointInterval", "number of epochs between two checkpoints, >= 1", Valid.atLeast(1));
    }

    /** The value of {@link #checkpointInterval()}. */
    default int getCheckpointInterval() {
        return (int) getOrDefault(checkpointInterval());
    }

    /** Param: independent computations that each checked gradient must agree with: local, reference, nd4j, autodiff, dl4j, dl4j-spark, numerical; empty: none. */
    default StringArrayParam against() {
        return new StringArrayParam(
                this,
                "against",
                "independent computations that each checked gradient must agree with: local, reference, nd4j, autodiff, dl4j, dl4j-spark, numerical; empty: none",
                Valid.when(TrainingParams::areChecks));
    }

    /** The value of {@link #against()}. */
    default String[] getAgainst() {
        return getOrDefault(against());
    }

    /** Param: steps to check: first, last, all, off, or a number N for every N-th step. */
    default Param<String> checkEvery() {
        return new Param<>(
                this,
                "checkEvery",
                "steps to check: first, last, all, off, or a number N for every N-th step",
                Valid.when(TrainingParams::isCheckSchedule));
    }

    /** The value of {@link #checkEvery()}. */
    default String getCheckEvery() {
        return getOrDefault(checkEvery());
    }

    /** Param: share of each step's blocks that is computed twice, 0 to 1. */
    default DoubleParam audit() {
        return new DoubleParam(
                this,
                "audit",
                "share of each step's blocks that is computed twice, 0 to 1",
                Valid.when(share -> (double) share >= 0 && (double) share <= 1));
    }

    /** The value of {@link #audit()}. */
    default double getAudit() {
        return (double) getOrDefault(audit());
    }

    /** Param: kernel: auto, vector (the same bits on every processor), nd4j. */
    default Param<String> kernel() {
        return new Param<>(
                this,
                "kernel",
                "kernel: auto, vector (the same bits on every processor), nd4j",
                Valid.oneOf(List.of("auto", "vector", "nd4j")));
    }

    /** The value of {@link #kernel()}. */
    default String getKernel() {
        return getOrDefault(kernel());
    }

    /** Param: number of partitions, >= 0; 0: one per task slot. Never changes the result. */
    default IntParam partitions() {
        return new IntParam(
                this,
                "partitions",
                "number of partitions, >= 0; 0: one per task slot. Never changes the result",
                Valid.atLeast(0));
    }

    /** The value of {@link #partitions()}. */
    default int getPartitions() {
        return (int) getOrDefault(partitions());
    }

    /** Sets the default of each param. */
    default void setTrainingDefaults() {
        setDefault(hidden(), new int[] {64});
        setDefault(activation(), "relu");
        setDefault(loss(), defaultLoss());
        setDefault(init(), "kaiming-fan-in");
        setDefault(standardization(), true);
        setDefault(seed(), 42L);
        setDefault(maxIter(), 50);
        setDefault(batchRows(), 0);
        setDefault(blockRows(), 0);
        setDefault(optimizer(), "adamw");
        setDefault(learningRate(), 0.01);
        setDefault(schedule(), "one-cycle");
        setDefault(weightDecay(), 0.0);
        setDefault(clipNorm(), 0.0);
        setDefault(tol(), 0.0);
        setDefault(patience(), 0);
        setDefault(validationIndicatorCol(), "");
        setDefault(checkpointDir(), "");
        setDefault(checkpointInterval(), 1);
        setDefault(against(), new String[0]);
        setDefault(checkEvery(), "last");
        setDefault(audit(), 0.0);
        setDefault(kernel(), "auto");
        setDefault(partitions(), 0);
        setDefault(initialModel(), "");
    }

    private static boolean areChecks(String[] names) {
        return Set.copyOf(Valid.words(Opinion.values())).containsAll(List.of(names));
    }

    private static boolean isCheckSchedule(String text) {
        return Set.of("first", "last", "all", "off").contains(text) || text.matches("[1-9][0-9]{0,6}");
    }
}
