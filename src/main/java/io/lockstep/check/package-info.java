/**
 * Second opinions. A {@link io.lockstep.gradient.Gradient} comes in, with the blocks and parameters it was computed from;
 * out goes a {@link io.lockstep.check.Verification}: where it differs from gradients computed in other ways, and who is
 * to blame.
 *
 * <p>To read in this order: {@code LocalGradients}, {@code ReferenceGradients} and its {@code ReferencePass},
 * {@code AutodiffGradients}, {@code NumericalGradients} and its {@code NumericalPass}, {@code Agreement}, {@code Diagnosis},
 * {@code Checker}, {@code BlockByBlock}, {@code Blame}. {@code dl4j} has two opinions more.
 *
 * <p>Imports {@code data}, {@code block}, {@code network}, {@code gradient}, and may import ND4J.
 */
package io.lockstep.check;
