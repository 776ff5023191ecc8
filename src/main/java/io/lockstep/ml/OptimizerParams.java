package io.lockstep.ml;

import io.lockstep.config.OptimizerName;
import io.lockstep.config.ScheduleName;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** How it is trained: epochs, batches, steps, and when it stops early. */
public interface OptimizerParams extends Params {

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
                Valid.oneOf(Valid.words(OptimizerName.values())));
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
                Valid.oneOf(Valid.words(ScheduleName.values())));
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
}
