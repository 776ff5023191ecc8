/**
 * Blocks computed a second time on another executor. Input: a step's gradient with digests of some of its blocks. Output: the same
 * gradient, or an {@link io.lockstep.cluster.audit.AuditException} that names the block and both executors.
 *
 * <p>Read in this order: {@code BlockWitness}, {@code WitnessedSum}, {@code AuditTask}, {@code AuditedGradients}.
 *
 * <p>Imports {@code data}, {@code block}, {@code network}, {@code pass}, {@code gradient}, {@code cluster},
 * {@code cluster.executor}, {@code cluster.wire} and Spark.
 */
package io.lockstep.cluster.audit;
