/**
 * Spark. Examples and {@link io.lockstep.network.Parameters} come in; out goes the
 * {@link io.lockstep.gradient.GradientSum} of a batch, computed where its blocks are.
 *
 * <p>To read in this order: {@code ClusterSession}, {@code JobGroup}, {@code ClusterBlocks}, {@code ClusterGradients},
 * {@code AuditedGradients}, {@code ClusterRounds};
 * then, for who may compute, {@code Fingerprint}, {@code Fingerprints}, {@code SameBits}.
 *
 * <p>Imports {@code data}, {@code block}, {@code network}, {@code gradient}, {@code train}, and alone Spark.
 */
package io.lockstep.cluster;
