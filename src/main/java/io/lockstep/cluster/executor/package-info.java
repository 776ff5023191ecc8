/**
 * Who computes on a cluster. A Spark context comes in; out go its executors with their task slots, and what a task computes on: the CPU, or
 * the GPU that Spark has given to it.
 *
 * <p>To read in this order: {@code ExecutorDescription}, {@code Place}, {@code Slots}, {@code TaskProcessor}. Below {@code cluster},
 * {@code bits} and {@code audit}, which all need it.
 *
 * <p>Imports {@code network}, {@code pass}, {@code cluster.wire} and Spark.
 */
package io.lockstep.cluster.executor;
