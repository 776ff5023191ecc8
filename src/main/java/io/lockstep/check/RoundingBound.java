package io.lockstep.check;

import java.util.ArrayList;
import java.util.List;

/**
 * How far the mean gradient of a correct float32 pass may be from the exact one, derived from the arithmetic by
 * {@link ReferencePass}. With u the unit roundoff, the norm of a tensor's error is at most, divided by the number of
 * examples, the sum of
 *
 * <ul>
 *   <li>{@value #DEVIATIONS} standard deviations of the roundings, which are taken as independent, within an example,
 *       between different examples and in adding up a block's rows;
 *   <li>a share of each example's standard deviation, for roundings that are equal in all examples: an eighth at least, because the first
 *       eighth of the pixels, more than three rows of an image, is background in nearly all, and sums begin alike there (partial sums wander,
 *       so that a share f of the terms has f² of the variance); the share that {@link FoldedScaling} has in the first outputs, if it is larger;
 *   <li>the roundings of a folded scaling's factors and offsets in the gradient of the first weights;
 *   <li>the whole of what activations at the kink of the ReLU let through, where a float pass may take either side;
 *   <li>half a unit of the exact sum for each block, and one for the reference itself: all there is where a gradient
 *       vanishes.
 * </ul>
 *
 * <p>Tensor cores round factors to 11 bits (TF32): two more roundings of a product, of unit roundoff 2^-11. Weights and pixel
 * values are rounded alike for every example, so that then the whole of each example's standard deviation is taken as shared.
 *
 * <p>It holds for every kernel: where one scales inputs and another folds the scaling into weights, the roundings of both are counted.
 *
 * <p>One assumption remains: hidden units that are copies of each other are rounded alike, and a network of them may exceed
 * the bound.
 *
 * @param tensors largest norm of the error of each tensor of the mean gradient, in the order of the architecture
 * @param loss largest error of the mean loss
 * @param kinks activations that lie within their own rounding of zero
 */
public record RoundingBound(List<Double> tensors, double loss, long kinks) {
    /** The bound where the other side has an error of its own: these norms, one for each tensor and last the loss. */
    RoundingBound plus(List<Double> errors) {
        List<Double> sums = new ArrayList<>();
        for (int i = 0; i < tensors.size(); i++) {
            sums.add(tensors.get(i) + errors.get(i));
        }
        return new RoundingBound(sums, loss + errors.get(tensors.size()), kinks);
    }

    /** The bound between two float passes: each of them may be as far from the exact gradient. */
    RoundingBound ofTwoPasses() {
        return new RoundingBound(tensors.stream().map(error -> 2 * error).toList(), 2 * loss, kinks);
    }

    /** Unit roundoff of float32: half the distance from 1 to the next float. */
    static final double UNIT_ROUNDOFF = 0x1p-24;
    /**
     * Allowed number of standard deviations. A rounding's standard deviation is bounded by its largest value, at least sqrt(3)
     * times the true one.
     */
    static final double DEVIATIONS = 4;
    /** Share of an example's standard deviation that is equal in all examples. */
    static final double SHARED = 0.125;
    /** Largest relative error of the exponential function in a loss, in double. */
    static final double EXPONENTIAL = 0x1p-51;
}
