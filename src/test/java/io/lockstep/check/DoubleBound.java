package io.lockstep.check;

import io.lockstep.block.Batch;
import io.lockstep.gradient.FixedPoint;
import io.lockstep.gradient.Gradient;
import io.lockstep.network.TensorLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * How far two opinions in double may be from each other. With B blocks, S_b the sum over one, Q the square root of all
 * {@code ‖S_b‖²}, and the float bound, which has {@code 2^-24 Q} as a part, each of them is off the exact sum by
 *
 * <ul>
 *   <li>its roundings: the float bound times {@code 2^-53 / 2^-24}, for all of it is proportional to the unit roundoff;
 *   <li>adding up the blocks, which the float bound leaves to integers: B additions, each of {@code 2^-53} of a partial sum, of
 *       {@code Σ ‖S_b‖ <= sqrt(B) Q} at most. A sum that takes no notice of blocks wanders over B times as many rows, and rounds
 *       up to B times as much: less than this;
 *   <li>half a unit of the exact sum in each value, when it becomes a {@code GradientSum}.
 * </ul>
 *
 * <p>The loss is added up example by example: n additions each of {@code 2^-53} of the whole at most, and up to {@code 2^-51} in
 * the softmax and the logarithm of each example, which the float bound takes for exact.
 */
final class DoubleBound {
    private static final double DOUBLE_PER_FLOAT = 0x1p-53 / RoundingBound.UNIT_ROUNDOFF;

    private DoubleBound() {}

    /**
     * The bound between the reference and another opinion in double.
     *
     * @param batch whose blocks and units are counted
     * @param further for each tensor, by how much more the opinion may be off
     */
    static RoundingBound between(ReferenceGradients.Measured reference, Batch batch, List<Double> further) {
        Gradient gradient = reference.gradientSum().mean();
        long n = gradient.exampleCount();
        int blocks = batch.blocks().cardinality();
        double unit = FixedPoint.ofGradients(batch).value(1) / gradient.weightSum();
        double lossUnit = FixedPoint.ofLosses(batch).value(1) / gradient.weightSum();
        double roundings = 2 * DOUBLE_PER_FLOAT * (1 + blocks * Math.sqrt(blocks));
        List<Double> tensors = new ArrayList<>();
        List<TensorLayout> layouts = gradient.architecture().tensors();
        for (int i = 0; i < layouts.size(); i++) {
            tensors.add(roundings * reference.bound().tensors().get(i)
                    + Math.sqrt(layouts.get(i).size()) * unit
                    + further.get(i));
        }
        double loss = roundings * reference.bound().loss() + n * 0x1p-52 * gradient.loss() + 0x1p-50 + lossUnit;
        return new RoundingBound(tensors, loss, 0);
    }
}
