/**
 * The connection to Spark. Input: examples and {@link io.lockstep.network.Parameters}. Output: the
 * {@link io.lockstep.gradient.GradientSum} of a batch, computed on the executors that hold its blocks.
 *
 * <p>Read in this order: {@code ClusterSession}, {@code JobTag}, {@code JobProperties}, {@code ClusterBlocks}, {@code ClusterGradients},
 * {@code audit.AuditedGradients}, {@code ClusterRounds}, {@code Elastic};
 * then, for executors that are lost or silent, {@code ExecutorWatch}, {@code StallWatch}, {@code Stalls}; for which executors may compute,
 * {@code bits.Fingerprints}, {@code bits.SameBits}.
 *
 * <p>Imports {@code data}, {@code hadoop}, {@code block}, {@code network}, {@code gradient}, {@code train} and Spark.
 */
package io.lockstep.cluster;
