/**
 * Which partition holds which blocks, and on which executors they are cached: may be changed in mid-run, as it does not change a bit of
 * the result. Input: where blocks are read from, and the task slots of each executor. Output: Spark's RDD of blocks.
 *
 * <p>Read in this order: {@code BlockOrigin}, {@code Dealing}, {@code DealtBlocks}, {@code Placement}, {@code Dealings}, {@code Move}.
 *
 * <p>Imports {@code data}, {@code block}, {@code pass.plan}, {@code cluster.executor}, {@code cluster.wire} and Spark.
 */
package io.lockstep.cluster.dealing;
