/**
 * Checks by Deeplearning4j. Input: {@link io.lockstep.network.Parameters} and {@link io.lockstep.block.Block}s. Output: the
 * {@link io.lockstep.gradient.GradientSum} that Deeplearning4j computes from them, on one machine and by one step of its
 * own training on Spark.
 *
 * <p>Read in this order: {@code Dl4jNetwork}, {@code Dl4jGradients}, {@code Dl4jSparkGradients}.
 *
 * <p>Imports {@code data}, {@code block}, {@code network}, {@code gradient}, ND4J, alone Deeplearning4j, and Spark, to hand it
 * on.
 */
package io.lockstep.check.dl4j;
