package io.lockstep.ml;

import org.apache.spark.ml.param.Param;
import org.jspecify.annotations.Nullable;

/**
 * The setters of an estimator.
 *
 * @param <S> the estimator
 */
public interface TrainingSetters<S extends TrainingSetters<S>> extends TrainingParams {

    /**
     * Sets a param of this stage; returns the stage.
     *
     * @throws IllegalArgumentException if no training could use the value; says which could
     */
    @SuppressWarnings("unchecked") // S is the class that implements it
    private <T> S with(Param<T> param, T value) {
        try {
            set(param, value);
        } catch (IllegalArgumentException e) { // Spark's words say what was found
            throw new IllegalArgumentException(e.getMessage() + " Expected: " + param.doc() + ".", e);
        }
        return (S) this;
    }

    /** Sets the name of the column with the weight of each row; empty or null: each row counts 1. */
    default S setWeightCol(@Nullable String value) {
        return with(weightCol(), value == null ? "" : value);
    }

    /** Sets the {@link #hidden hidden}. */
    default S setHidden(int... sizes) {
        return with(hidden(), sizes);
    }

    /** Sets the {@link #activation activation}. */
    default S setActivation(String value) {
        return with(activation(), value);
    }

    /** Sets the {@link #loss loss}. */
    default S setLoss(String value) {
        return with(loss(), value);
    }

    /** Sets the {@link #init init}. */
    default S setInit(String value) {
        return with(init(), value);
    }

    /** Sets the {@link #standardization standardization}. */
    default S setStandardization(boolean value) {
        return with(standardization(), value);
    }

    /** Sets the {@link #seed random seed of the initial weights and of the shuffles}. */
    default S setSeed(long value) {
        return with(seed(), value);
    }

    /** Sets the {@link #maxIter number of epochs (passes over the training rows), >= 1}. */
    default S setMaxIter(int value) {
        return with(maxIter(), value);
    }

    /** Sets the {@link #batchRows batchRows}. */
    default S setBatchRows(int value) {
        return with(batchRows(), value);
    }

    /** Sets the {@link #blockRows blockRows}. */
    default S setBlockRows(int value) {
        return with(blockRows(), value);
    }

    /** Sets the {@link #optimizer optimizer: sgd, momentum, nesterov, adam, adamw}. */
    default S setOptimizer(String value) {
        return with(optimizer(), value);
    }

    /** Sets the {@link #learningRate learningRate}. */
    default S setLearningRate(double value) {
        return with(learningRate(), value);
    }

    /** Sets the {@link #schedule learning rate schedule: constant, step, cosine, one-cycle}. */
    default S setSchedule(String value) {
        return with(schedule(), value);
    }

    /** Sets the {@link #weightDecay weightDecay}. */
    default S setWeightDecay(double value) {
        return with(weightDecay(), value);
    }

    /** Sets the {@link #clipNorm clipNorm}. */
    default S setClipNorm(double value) {
        return with(clipNorm(), value);
    }

    /** Sets the {@link #tol tol}. */
    default S setTol(double value) {
        return with(tol(), value);
    }

    /** Sets the {@link #patience patience}. */
    default S setPatience(int value) {
        return with(patience(), value);
    }

    /** Sets the {@link #validationIndicatorCol validationIndicatorCol}. */
    default S setValidationIndicatorCol(String value) {
        return with(validationIndicatorCol(), value);
    }

    /** Sets the {@link #checkpointDir checkpointDir}. */
    default S setCheckpointDir(String value) {
        return with(checkpointDir(), value);
    }

    /** Sets the {@link #checkpointInterval number of epochs between two checkpoints, >= 1}. */
    default S setCheckpointInterval(int value) {
        return with(checkpointInterval(), value);
    }

    /** Sets the {@link #against against}. */
    default S setAgainst(String... checks) {
        return with(against(), checks);
    }

    /** Sets the {@link #checkEvery checkEvery}. */
    default S setCheckEvery(String value) {
        return with(checkEvery(), value);
    }

    /** Sets the {@link #audit share of each step's blocks that is computed twice, 0 to 1}. */
    default S setAudit(double value) {
        return with(audit(), value);
    }

    /** Sets the {@link #kernel kernel}. */
    default S setKernel(String value) {
        return with(kernel(), value);
    }

    /** Sets the {@link #partitions partitions}. */
    default S setPartitions(int value) {
        return with(partitions(), value);
    }

    /** Sets the {@link #initialModel initialModel}. */
    default S setInitialModel(String value) {
        return with(initialModel(), value);
    }
}
