package io.lockstep.cluster.audit;

import io.lockstep.cluster.executor.Place;
import io.lockstep.data.SplitMix64;
import io.lockstep.network.Architecture;
import io.lockstep.network.TensorLayout;
import io.lockstep.pass.BlockGradient;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * Digests of what an executor computed for a block, small enough to be sent with the result.
 *
 * @param block index of the block
 * @param place where it was computed
 * @param digests of each tensor of the gradient's sum, of the loss and of the number of examples with the sum of their weights
 */
record BlockWitness(int block, Place place, long[] digests) implements Serializable {

    /** The witness of a gradient computed at a place. */
    static BlockWitness of(BlockGradient gradient, Architecture architecture, Place place) {
        List<TensorLayout> tensors = architecture.tensors();
        long[] digests = new long[tensors.size() + 2];
        for (int i = 0; i < tensors.size(); i++) {
            digests[i] = digest(gradient.gradientSum(), tensors.get(i));
        }
        digests[tensors.size()] = SplitMix64.mix(Double.doubleToLongBits(gradient.lossSum()));
        digests[tensors.size() + 1] =
                SplitMix64.mix(gradient.exampleCount() + Double.doubleToLongBits(gradient.weightSum()));
        return new BlockWitness(gradient.block(), place, digests);
    }

    /**
     * 64 bits. Each round is one-to-one, in what came before and in the value: one value that differs always gives another
     * digest, several give the same by a chance of about 2^-64.
     */
    private static long digest(float[] values, TensorLayout tensor) {
        long digest = 0;
        int end = tensor.end();
        for (int i = tensor.offset(); i < end; i++) {
            // NaN is NaN here: which of its forms comes out may depend on how the loop was compiled
            digest = SplitMix64.mix(digest + 1 + Float.floatToIntBits(values[i]));
        }
        return digest;
    }

    /** Position of the first digest that differs, or -1. */
    int firstDifference(BlockWitness other) {
        return Arrays.mismatch(digests, other.digests);
    }

    /** The name of the value digested at a position: {@code w1}, {@code b1}, ..., {@code loss}, {@code number of examples}. */
    static String name(int position, Architecture architecture) {
        List<TensorLayout> tensors = architecture.tensors();
        if (position < tensors.size()) {
            return tensors.get(position).name();
        }
        return position == tensors.size() ? "loss" : "number of examples";
    }
}
