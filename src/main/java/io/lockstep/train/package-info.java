/**
 * The training loop. Input: initial {@link io.lockstep.network.Parameters} and a {@link io.lockstep.gradient.GradientSource}. Output:
 * the trained parameters, and each {@link io.lockstep.train.Step} as soon as it is done.
 *
 * <p>A {@link io.lockstep.train.Schedule} gives the learning rate, {@link io.lockstep.train.Clipping} limits the norm of the gradient, and an
 * {@link io.lockstep.train.Optimizer} updates the parameters. All are pure functions with bit-identical results on every machine.
 *
 * <p>Read in this order: {@code Trainer}, {@code Stepper}, {@code GradientStepper}, {@code Optimizer} and one implementation, {@code Schedule},
 * {@code EarlyStopping}; {@code LocalStepper} is for partitions that synchronise only every few steps.
 *
 * <p>Imports {@code data}, {@code block}, {@code network}, {@code pass}, {@code gradient}; otherwise plain Java. The package does not
 * depend on what computes the gradients.
 */
package io.lockstep.train;
