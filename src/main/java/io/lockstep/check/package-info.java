/**
 * Independent checks of gradients. Input: a {@link io.lockstep.gradient.Gradient}, with the blocks and parameters it was computed from.
 * Output: a {@link io.lockstep.check.Verification}, which says where it differs from independently computed gradients, and where the
 * error is.
 *
 * <p>Read in this order: {@code LocalGradients}, {@code ReferenceGradients} and its {@code ReferencePass},
 * {@code Nd4jGradients}, {@code AutodiffGradients}, {@code NumericalGradients} and its {@code NumericalPass}, {@code Agreement},
 * {@code Diagnosis}, {@code Checker}, {@code BlockByBlock}, {@code Blame}. {@code dl4j} has two more checks.
 *
 * <p>Imports {@code data}, {@code block}, {@code network}, {@code pass}, {@code gradient}, and may import ND4J.
 */
package io.lockstep.check;
