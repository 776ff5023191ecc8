package io.lockstep.block;

import io.lockstep.data.Features;
import io.lockstep.data.Targets;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A fixed range of examples with consecutive global ids: the unit of work and of rounding.
 *
 * <p>The block owns its arrays; readers must not modify them.
 *
 * @param index position of the block in the global order
 * @param firstExample global id of its first example
 * @param features (rows, columns)
 * @param targets (rows) classes, or (rows, outputs) numbers
 * @param weights (rows) what each example counts in loss and gradient; null where each counts 1
 */
public record Block(int index, long firstExample, Features features, Targets targets, float @Nullable [] weights)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    public Block {
        if (features.rows() != targets.rows() || (weights != null && weights.length != targets.rows())) {
            throw new IllegalArgumentException("block " + index + ": expected " + targets.rows()
                    + " rows of features, one a target, found " + features.rows());
        }
    }

    /** A block whose examples count alike. */
    public Block(int index, long firstExample, Features features, Targets targets) {
        this(index, firstExample, features, targets, null);
    }

    /** The same examples with their features in another form. */
    public Block with(Features same) {
        return new Block(index, firstExample, same, targets, weights);
    }

    /** Number of examples. */
    public int rows() {
        return targets.rows();
    }

    /** Features of an example. */
    public int columns() {
        return features.columns();
    }

    /** The sum of the weights, in the order of the rows. */
    public double weightSum() {
        if (weights == null) {
            return rows();
        }
        double sum = 0;
        for (float weight : weights) {
            sum += weight;
        }
        return sum;
    }
}
