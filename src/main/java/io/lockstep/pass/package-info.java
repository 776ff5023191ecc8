/**
 * The forward and backward pass over one block. Input: a {@link io.lockstep.block.Block}. Output: a
 * {@link io.lockstep.pass.BlockGradient}: sums over the block's examples. This package defines what a pass is; the packages below it
 * implement it: {@code layers} as in the lesson, {@code vector} faster on CPUs, {@code cuda} on GPUs. {@code plan} chooses among them,
 * {@code device} provides the processors.
 *
 * <p>Imports {@code block}, {@code network} and {@code metric}; otherwise plain Java. ND4J and JNA are imported only by the packages
 * below, {@code check} and {@code export}.
 */
package io.lockstep.pass;
