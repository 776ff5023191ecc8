/**
 * Lockstep inside a Spark application: estimators and models of Spark ML.
 *
 * <p>Input: a DataFrame with a column of vectors, or of arrays of numbers, and a numeric label. Output: a model that adds predictions to a
 * DataFrame; its folder is the one that {@code train} writes, with Spark's metadata.
 *
 * <p>Read in this order: {@code LockstepClassifier}, {@code TrainingParams} with {@code NetworkParams} and {@code OptimizerParams}, {@code Fit}, {@code LockstepClassificationModel}, {@code
 * ModelFolder}.
 *
 * <p>Imports {@code job} and what its results are made of, and Spark ML.
 */
package io.lockstep.ml;
