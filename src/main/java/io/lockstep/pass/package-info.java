/**
 * The forward and backward pass over one block. A {@link io.lockstep.block.Block} comes in; out goes a
 * {@link io.lockstep.pass.BlockGradient}: sums over the block's examples. This package says what a pass is; the packages below it
 * compute it: {@code layers} as the lesson does, {@code fused} faster on CPUs, {@code cuda} on GPUs. {@code plan} chooses among them,
 * {@code device} says what they compute on.
 *
 * <p>Imports {@code block}, {@code network} and {@code metric}; otherwise plain Java. ND4J and JNA are imported only by the packages
 * below, {@code check} and {@code export}.
 */
package io.lockstep.pass;
