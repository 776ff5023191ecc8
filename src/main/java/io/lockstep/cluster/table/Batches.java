package io.lockstep.cluster.table;

import io.lockstep.block.Block;
import io.lockstep.data.ClassTargets;
import io.lockstep.data.FeatureRows;
import io.lockstep.data.Features;
import io.lockstep.data.NumberTargets;
import io.lockstep.data.Targets;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.network.Outputs;
import io.lockstep.pass.BlockPass;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Examples of a task with the network's outputs. They are read and computed on demand, in batches: a row's bits are the same in each. Where
 * they are not, with a BLAS, every row is a batch of its own; else they would depend on how a table is cut into partitions.
 */
final class Batches implements Iterator<Batches.Batch> {
    /** Rows of a batch. */
    static final int LARGEST = 512;
    /** Inputs of a batch, that it takes little memory: 4 MiB of floats. */
    private static final int LARGEST_INPUTS = 1 << 20;

    private final Iterator<Example> examples;
    private final BlockPass pass;
    private final Architecture architecture;
    private final int size;

    /**
     * Some examples.
     *
     * @param examples at least one
     * @param outputs of each
     */
    record Batch(List<Example> examples, Outputs outputs) {}

    Batches(Iterator<Example> examples, BlockPass pass, Architecture architecture) {
        this.examples = examples;
        this.pass = pass;
        this.architecture = architecture;
        size = pass.rowsAreIndependent() ? Math.max(1, Math.min(LARGEST, LARGEST_INPUTS / architecture.inputs())) : 1;
    }

    @Override
    public boolean hasNext() {
        return examples.hasNext();
    }

    @Override
    public Batch next() {
        List<Example> batch = new ArrayList<>(size);
        List<Features> features = new ArrayList<>(size);
        while (batch.size() < size && examples.hasNext()) {
            Example example = examples.next();
            batch.add(example);
            features.add(example.features());
        }
        if (batch.isEmpty()) {
            throw new NoSuchElementException();
        }
        return new Batch(batch, pass.outputs(new Block(0, 0, FeatureRows.join(features), any(batch.size()))));
    }

    /** A block has targets, on which its outputs do not depend. */
    private Targets any(int rows) {
        return architecture.loss() == Loss.MSE
                ? new NumberTargets(architecture.outputs(), new float[rows * architecture.outputs()])
                : new ClassTargets(new int[rows]);
    }
}
