package io.lockstep.block;

import java.io.Serializable;

/**
 * A fixed range of examples with consecutive global ids: the unit of work and of rounding.
 *
 * <p>The block owns its arrays; readers must not modify them.
 *
 * @param index position of the block in the global order
 * @param firstExample global id of its first example
 * @param columns features of an example
 * @param pixels (rows, columns) unsigned bytes, row-major
 * @param labels (rows) classes
 */
public record Block(int index, long firstExample, int columns, byte[] pixels, byte[] labels) implements Serializable {

    public Block {
        if (pixels.length != labels.length * columns) {
            throw new IllegalArgumentException("block " + index + ": expected " + labels.length + " x " + columns
                    + " pixels, found " + pixels.length);
        }
    }

    /** Number of examples. */
    public int rows() {
        return labels.length;
    }
}
