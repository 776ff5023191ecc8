/**
 * The definition of a network, independent of how it is computed. Input: layer sizes, an activation function and a loss. Output: an
 * {@link io.lockstep.network.Architecture} and its {@link io.lockstep.network.Parameters}, initialised from a seed or read from files.
 *
 * <p>Read in this order: {@code Architecture}, {@code TensorLayout}, {@code Parameters}, {@code Initializer}, {@code Activation},
 * {@code Loss}, {@code Outputs}, {@code ParameterFiles}.
 *
 * <p>Imports {@code data} and {@code block}; otherwise plain Java.
 */
package io.lockstep.network;
