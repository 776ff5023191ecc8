/**
 * Whether the results of all executors are bit-identical. Input: each executor's result for the probe blocks. Output:
 * {@link io.lockstep.cluster.bits.Fingerprints}, and {@link io.lockstep.cluster.bits.SameBits}, which refuses an executor that differs.
 *
 * <p>Read in this order: {@code Fingerprints}, {@code SameBits}.
 *
 * <p>Imports {@code data}, {@code block}, {@code network}, {@code pass}, {@code cluster.executor} and Spark.
 */
package io.lockstep.cluster.bits;
