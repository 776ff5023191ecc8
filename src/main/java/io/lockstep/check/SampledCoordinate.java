package io.lockstep.check;

import io.lockstep.network.Architecture;
import io.lockstep.network.TensorLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A parameter at which a difference quotient is taken.
 *
 * @param position in the flat array of all parameters
 * @param tensor index of its tensor in the order of the architecture
 * @param layer index of its linear layer, from 0
 * @param input which input of the layer it weighs; {@link #BIAS} for a bias
 * @param unit which of the layer's outputs it feeds
 */
record SampledCoordinate(int position, int tensor, int layer, int input, int unit) {
    /** The input of a bias, which is the constant 1. */
    static final int BIAS = -1;

    /** One from each of {@code samplesPerTensor} equal runs of every tensor, in ascending order. */
    static List<SampledCoordinate> draw(Architecture architecture, long seed, int samplesPerTensor) {
        List<SampledCoordinate> coordinates = new ArrayList<>();
        Random random = new Random(seed); // its algorithm is part of the Java specification
        List<TensorLayout> tensors = architecture.tensors();
        for (int tensor = 0; tensor < tensors.size(); tensor++) {
            long size = tensors.get(tensor).size();
            int samples = (int) Math.min(size, samplesPerTensor);
            for (int i = 0; i < samples; i++) {
                int first = (int) (size * i / samples);
                int end = (int) (size * (i + 1) / samples);
                coordinates.add(at(tensor, tensors.get(tensor), first + random.nextInt(end - first)));
            }
        }
        return coordinates;
    }

    private static SampledCoordinate at(int tensor, TensorLayout layout, int within) {
        int units = layout.shape().get(layout.shape().size() - 1);
        boolean bias = layout.shape().size() == 1;
        return new SampledCoordinate(
                layout.offset() + within, tensor, tensor / 2, bias ? BIAS : within / units, within % units);
    }
}
