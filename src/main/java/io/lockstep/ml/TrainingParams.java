package io.lockstep.ml;

import io.lockstep.check.Opinion;
import io.lockstep.config.OptimizerName;
import io.lockstep.config.ScheduleName;
import io.lockstep.network.Activation;
import io.lockstep.network.Initializer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.param.shared.HasWeightCol;

/**
 * The params of a training, by their names in Spark ML where it has one; estimators and their models have them.
 *
 * <p>A param is what its parent's id and its name say, see {@code Param.equals}: so each call may make it anew.
 */
public interface TrainingParams extends HasWeightCol {

    /** The loss function of this stage. */
    String defaultLoss();

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

    /** Param: sizes of the hidden layers, each >= 1; empty: no hidden layer. */
    default IntArrayParam hidden() {
        return new IntArrayParam(
                this,
                "hidden",
                "sizes of the hidden layers, each >= 1; empty: no hidden layer",
                Valid.when(TrainingParams::areSizes));
    }

    /** The value of {@link #hidden()}. */
    default int[] getHidden() {
        return getOrDefault(hidden());
    }

    /** Param: activation function of the hidden layers: relu, shifted-relu (relu minus 0.5). */
    default Param<String> activation() {
        return new Param<>(
                this,
                "activation",
                "activation function of the hidden layers: relu, shifted-relu (relu minus 0.5)",
                Valid.oneOf(words(Activation.values())));
    }

    /** The value of {@link #activation()}. */
    default String getActivation() {
        return getOrDefault(activation());
    }

    /** Param: loss function: cross-entropy of a classifier, mse (mean squared error) of a regressor. */
    default Param<String> loss() {
        return new Param<>(this, "loss", "loss function: " + defaultLoss(), Valid.oneOf(List.of(defaultLoss())));
    }

    /** The value of {@link #loss()}. */
    default String getLoss() {
        return getOrDefault(loss());
    }

    /** Param: weight initialisation: xavier, kaiming-fan-in, kaiming-fan-out. */
    default Param<String> init() {
        return new Param<>(
                this,
                "init",
                "weight initialisation: xavier, kaiming-fan-in, kaiming-fan-out",
                Valid.oneOf(words(Initializer.values())));
    }

    /** The value of {@link #init()}. */
    default String getInit() {
        return getOrDefault(init());
    }

    /** Param: whether each feature is scaled by its mean and standard deviation over the training rows, and a regression's label, too. */
    default BooleanParam standardization() {
        return new BooleanParam(
                this,
                "standardization",
                "whether each feature is scaled by its mean and standard deviation over the training rows, and a regression's label, too");
    }

    /** The value of {@link #standardization()}. */
    default boolean getStandardization() {
        return (boolean) getOrDefault(standardization());
    }

    /** Param: random seed of the initial weights and of the shuffles. */
    default LongParam seed() {
        return new LongParam(this, "seed", "random seed of the initial weights and of the shuffles");
    }

    /** The value of {@link #seed()}. */
    default long getSeed() {
        return (long) getOrDefault(seed());
    }

    /** Param: number of epochs (passes over the training rows), >= 1. */
    default IntParam maxIter() {
        return new IntParam(
                this, "maxIter", "number of epochs (passes over the training rows), >= 1", Valid.atLeast(1));
    }

    /** The value of {@link #maxIter()}. */
    default int getMaxIter() {
        return (int) getOrDefault(maxIter());
    }

    /** Param: batch size in rows, >= 0, a multiple of blockRows; 0: about a 64th of the training rows, 32 to 4096. */
    default IntParam batchRows() {
        return new IntParam(
                this,
                "batchRows",
                "batch size in rows, >= 0, a multiple of blockRows; 0: about a 64th of the training rows, 32 to 4096",
                Valid.atLeast(0));
    }

    /** The value of {@link #batchRows()}. */
    default int getBatchRows() {
        return (int) getOrDefault(batchRows());
    }

    /** Param: block size in rows, the unit of work and of rounding, >= 0; 0: the largest divisor of batchRows up to 256. */
    default IntParam blockRows() {
        return new IntParam(
                this,
                "blockRows",
                "block size in rows, the unit of work and of rounding, >= 0; 0: the largest divisor of batchRows up to 256",
                Valid.when(rows -> (int) rows >= 0 && (int) rows <= 65_536));
    }

    /** The value of {@link #blockRows()}. */
    default int getBlockRows() {
        return (int) getOrDefault(blockRows());
    }

    /** Param: optimizer: sgd, momentum, nesterov, adam, adamw. */
    default Param<String> optimizer() {
        return new Param<>(
                this,
                "optimizer",
                "optimizer: sgd, momentum, nesterov, adam, adamw",
                Valid.oneOf(words(OptimizerName.values())));
    }

    /** The value of {@link #optimizer()}. */
    default String getOptimizer() {
        return getOrDefault(optimizer());
    }

    /** Param: learning rate, > 0: of the first step, or the maximum, depending on schedule. */
    default DoubleParam learningRate() {
        return new DoubleParam(
                this,
                "learningRate",
                "learning rate, > 0: of the first step, or the maximum, depending on schedule",
                Valid.when(rate -> (double) rate > 0 && Double.isFinite((double) rate)));
    }

    /** The value of {@link #learningRate()}. */
    default double getLearningRate() {
        return (double) getOrDefault(learningRate());
    }

    /** Param: learning rate schedule: constant, step, cosine, one-cycle. */
    default Param<String> schedule() {
        return new Param<>(
                this,
                "schedule",
                "learning rate schedule: constant, step, cosine, one-cycle",
                Valid.oneOf(words(ScheduleName.values())));
    }

    /** The value of {@link #schedule()}. */
    default String getSchedule() {
        return getOrDefault(schedule());
    }

    /** Param: weight decay, >= 0: decoupled with adamw, otherwise an L2 penalty. */
    default DoubleParam weightDecay() {
        return new DoubleParam(
                this,
                "weightDecay",
                "weight decay, >= 0: decoupled with adamw, otherwise an L2 penalty",
                Valid.finiteFrom(0));
    }

    /** The value of {@link #weightDecay()}. */
    default double getWeightDecay() {
        return (double) getOrDefault(weightDecay());
    }

    /** Param: maximum L2 norm of the gradient over all parameters, >= 0; 0: no clipping. */
    default DoubleParam clipNorm() {
        return new DoubleParam(
                this,
                "clipNorm",
                "maximum L2 norm of the gradient over all parameters, >= 0; 0: no clipping",
                Valid.finiteFrom(0));
    }

    /** The value of {@link #clipNorm()}. */
    default double getClipNorm() {
        return (double) getOrDefault(clipNorm());
    }

    /** Param: relative improvement of the loss by which an epoch must be better to count for patience, >= 0. */
    default DoubleParam tol() {
        return new DoubleParam(
                this,
                "tol",
                "relative improvement of the loss by which an epoch must be better to count for patience, >= 0",
                Valid.finiteFrom(0));
    }

    /** The value of {@link #tol()}. */
    default double getTol() {
        return (double) getOrDefault(tol());
    }

    /** Param: number of epochs without improvement after which training stops, >= 0; 0: no early stopping. Judged by the validation rows if there are some, otherwise by the training loss. */
    default IntParam patience() {
        return new IntParam(
                this,
                "patience",
                "number of epochs without improvement after which training stops, >= 0; 0: no early stopping. Judged by the validation rows if there are some, otherwise by the training loss",
                Valid.atLeast(0));
    }

    /** The value of {@link #patience()}. */
    default int getPatience() {
        return (int) getOrDefault(patience());
    }

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

    /** Param: folder of a saved model with whose parameters, scaling and classes training begins. Empty: new weights. */
    default Param<String> initialModel() {
        return new Param<>(
                this,
                "initialModel",
                "folder of a saved model with whose parameters, scaling and classes training begins. Empty: new weights");
    }

    /** The value of {@link #initialModel()}. */
    default String getInitialModel() {
        return getOrDefault(initialModel());
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

    private static boolean areSizes(int[] units) {
        return Arrays.stream(units).allMatch(size -> size >= 1 && size <= 1_000_000);
    }

    private static boolean areChecks(String[] names) {
        return Set.copyOf(words(Opinion.values())).containsAll(List.of(names));
    }

    private static boolean isCheckSchedule(String text) {
        return Set.of("first", "last", "all", "off").contains(text) || text.matches("[1-9][0-9]{0,6}");
    }

    private static List<String> words(Object[] choices) {
        return Stream.of(choices).map(Object::toString).collect(Collectors.toUnmodifiableList());
    }
}
