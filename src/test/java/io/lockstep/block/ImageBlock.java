package io.lockstep.block;

import io.lockstep.data.ByteFeatures;
import io.lockstep.data.ClassTargets;

/** Blocks of images with a class each, as bytes. */
public final class ImageBlock {
    private ImageBlock() {}

    /** pixels: (rows, columns), labels: (rows). */
    public static Block of(int index, long firstExample, int columns, byte[] pixels, byte[] labels) {
        return new Block(index, firstExample, new ByteFeatures(columns, pixels), ClassTargets.of(labels));
    }

    /** (rows, columns). */
    public static byte[] pixels(Block block) {
        return ((ByteFeatures) block.features()).values();
    }

    /** (rows). */
    public static byte[] labels(Block block) {
        byte[] labels = new byte[block.rows()];
        for (int row = 0; row < labels.length; row++) {
            labels[row] = (byte) label(block, row);
        }
        return labels;
    }

    /** The class of an example. */
    public static int label(Block block, int row) {
        return ((ClassTargets) block.targets()).label(row);
    }
}
