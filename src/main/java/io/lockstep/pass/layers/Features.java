package io.lockstep.pass.layers;

import io.lockstep.block.Block;
import io.lockstep.data.Standardizer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The network's input for a block. */
public final class Features {
    private Features() {}

    /** pixels: (rows, in) bytes -> x: (rows, in) standardised floats. */
    public static INDArray of(Block block, Standardizer standardizer) {
        float[] table = standardizer.table();
        byte[] pixels = block.pixels();
        float[] features = new float[pixels.length];
        for (int i = 0; i < features.length; i++) {
            features[i] = table[pixels[i] & 0xff];
        }
        return Nd4j.create(features, new long[] {block.rows(), block.columns()}, 'c');
    }
}
