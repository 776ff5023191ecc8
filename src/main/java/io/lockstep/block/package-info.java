/**
 * Blocks: the unit of work and of rounding. Input: examples in their global order. Output: {@link io.lockstep.block.Block}s
 * of a fixed number of rows, in that order or shuffled by a seed, and the {@link io.lockstep.block.Batch} of a step, the same
 * for every layout of a cluster.
 *
 * <p>Imports {@code data}; otherwise plain Java.
 */
package io.lockstep.block;
