/**
 * The network's forward and backward pass over one block. A {@link io.lockstep.block.Block} and
 * {@link io.lockstep.network.Parameters} come in; out goes a {@link io.lockstep.network.BlockGradient}: sums over the
 * block's examples.
 *
 * <p>To read in the order of the data's path: {@code Architecture}, {@code Parameters}, {@code Features}, {@code Module}, {@code Linear},
 * {@code Relu}, {@code Mse}, {@code CrossEntropy}, {@code Network}, {@code Nd4jPass}; then {@code FusedPass}, the same
 * sums faster, and {@code CudaPass}, on GPUs by {@code cuda}. {@code device} says what computes.
 *
 * <p>Imports {@code data}, {@code block} and ND4J, which only this package, {@code check} and {@code export} may.
 */
package io.lockstep.network;
