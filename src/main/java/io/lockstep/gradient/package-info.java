/**
 * The exact, order-independent sum. Input: {@link io.lockstep.pass.BlockGradient}s in any order. Output: a
 * {@link io.lockstep.gradient.GradientSum} that is bit-identical for every order, and from it, by one division, the
 * {@link io.lockstep.gradient.Gradient}.
 *
 * <p>Imports {@code block} and the plain records of {@code network}; otherwise plain Java.
 */
package io.lockstep.gradient;
