/**
 * The executors of a cluster. Input: a Spark context. Output: its executors with their task slots, and the processor of a task: the CPU, or
 * the GPU that Spark assigned to it.
 *
 * <p>Read in this order: {@code ExecutorDescription}, {@code Place}, {@code Slots}, {@code TaskProcessor}. Below {@code cluster},
 * {@code bits} and {@code audit}, which all need it.
 *
 * <p>Imports {@code network}, {@code pass}, {@code cluster.wire} and Spark.
 */
package io.lockstep.cluster.executor;
