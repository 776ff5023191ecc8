/**
 * The loop. Initial {@link io.lockstep.network.Parameters} and a {@link io.lockstep.gradient.GradientSource} come in; out
 * go the trained parameters, and each {@link io.lockstep.train.Step} as soon as it is done.
 *
 * <p>A {@link io.lockstep.train.Schedule} says how far a step goes, {@link io.lockstep.train.Clipping} how far at most, and an
 * {@link io.lockstep.train.Optimizer} where to: all of them functions of their arguments, with the same bits on every machine.
 *
 * <p>To read in this order: {@code Trainer}, {@code Stepper}, {@code GradientStepper}, {@code Optimizer} and one of them, {@code Schedule},
 * {@code EarlyStopping}; {@code LocalStepper} is for partitions that synchronise only every few steps.
 *
 * <p>Imports {@code data}, {@code block}, {@code network}, {@code pass}, {@code gradient}; otherwise plain Java. Who computes the
 * gradients it does not know.
 */
package io.lockstep.train;
