/**
 * The exact sum. {@link io.lockstep.pass.BlockGradient}s come in, in any order; out goes a
 * {@link io.lockstep.gradient.GradientSum} with the same bits for every order, and from it, by one division, the
 * {@link io.lockstep.gradient.Gradient}.
 *
 * <p>Imports {@code block} and the plain records of {@code network}; otherwise plain Java.
 */
package io.lockstep.gradient;
