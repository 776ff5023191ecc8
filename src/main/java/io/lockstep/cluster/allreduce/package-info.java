/**
 * The all-reduce of exact sums between the tasks of a stage. Input: an array of longs from each rank. Output: their sum mod 2^64, to each. Integers,
 * so that the order of arrival cannot change the sum.
 *
 * <p>The ranks of one JVM are a {@code Group} and share memory. The groups of several JVMs exchange over {@code Links}, which this package does not
 * implement but for {@code Links.NONE}: it knows no network. Every wait has a deadline, and a failure names the peer, the phase and the exchange.
 *
 * <p>Read in this order: {@code AllReduce}, {@code Group}, {@code Member}, {@code SharedSum}, {@code Barrier}; then, between JVMs, {@code Exchange},
 * {@code Slices}, {@code Phase}, {@code Links}, {@code Inbox}, {@code Box}; for failures, {@code PeerException} and {@code Failure}.
 *
 * <p>Imports nothing of Lockstep, nothing of Spark: plain Java.
 */
package io.lockstep.cluster.allreduce;
