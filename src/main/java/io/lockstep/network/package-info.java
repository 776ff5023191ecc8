/**
 * What a network is, without how it is computed. Layer sizes, an activation function and a loss come in; out go an
 * {@link io.lockstep.network.Architecture} and its {@link io.lockstep.network.Parameters}, initialised from a seed or read from files.
 *
 * <p>To read in this order: {@code Architecture}, {@code TensorLayout}, {@code Parameters}, {@code Initializer}, {@code Activation},
 * {@code Loss}, {@code Outputs}, {@code LossHead}, {@code ParameterFiles}.
 *
 * <p>Imports {@code data} and {@code block}; otherwise plain Java.
 */
package io.lockstep.network;
