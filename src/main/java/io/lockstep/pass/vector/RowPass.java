package io.lockstep.pass.vector;

import io.lockstep.data.Scaling;
import io.lockstep.network.Architecture;
import io.lockstep.network.Parameters;

/**
 * The outputs of one row at a time, as Spark ML asks for them: bit-identical to those that {@link VectorPass} gives for the row in any block, for a
 * dense and a sparse row alike. Nothing but the outputs is allocated for a row. Used by one thread.
 */
public final class RowPass {
    private final Architecture architecture;
    private final Folding folding;
    private final VectorLayer[] layers;
    private final RowLists[] inputs; // of the layers
    private final float[] row;

    public RowPass(Parameters parameters, Scaling scaling) {
        this(parameters, scaling, Loops.ofThisJvm());
    }

    RowPass(Parameters parameters, Scaling scaling, Loops loops) {
        architecture = parameters.architecture();
        folding = new Folding(scaling, architecture.inputs());
        layers = new VectorLayer[architecture.layers()];
        inputs = new RowLists[layers.length];
        for (int i = 0; i < layers.length; i++) {
            layers[i] = new VectorLayer(parameters, i + 1, i == 0 ? folding : null, loops);
            inputs[i] = new RowLists(architecture.sizes().get(i));
        }
        row = new float[architecture.inputs()];
    }

    /**
     * The outputs of the last layer, which are floats, for a row with all its features; each is rounded to a float first.
     *
     * @throws IllegalArgumentException if there are more or fewer features than the network has inputs
     */
    public double[] outputs(double[] features) {
        requireInputs(features.length);
        for (int k = 0; k < row.length; k++) {
            row[k] = (float) features[k];
        }
        for (int k : folding.scaledColumns()) {
            row[k] = folding.scaled(k, row[k]);
        }
        return outputs(inputs[0].of(row));
    }

    /**
     * The same for a row of which some features are given, and the others are 0, as in Spark's sparse vectors.
     *
     * @param size features of the row
     * @param indexes columns, ascending
     * @param values their features
     * @throws IllegalArgumentException if there are more or fewer features than the network has inputs
     */
    public double[] outputs(int size, int[] indexes, double[] values) {
        requireInputs(size);
        RowLists entries = inputs[0];
        int[] scaled = folding.scaledColumns(); // of which a 0 becomes another number
        int next = 0;
        entries.begin();
        for (int e = 0; e < indexes.length; e++) {
            int column = indexes[e];
            float value = (float) values[e];
            for (; next < scaled.length && scaled[next] <= column; next++) {
                if (scaled[next] == column) {
                    value = folding.scaled(column, value);
                } else {
                    entries.add(scaled[next], folding.scaled(scaled[next], 0));
                }
            }
            entries.add(column, value);
        }
        for (; next < scaled.length; next++) {
            entries.add(scaled[next], folding.scaled(scaled[next], 0));
        }
        return outputs(entries.end());
    }

    private void requireInputs(int found) {
        if (found != row.length) {
            throw new IllegalArgumentException(
                    "network " + architecture + ": expected " + row.length + " features, found " + found);
        }
    }

    /** x: (1, in) -> (out). */
    private double[] outputs(FloatLists x) {
        layers[0].forward(x);
        for (int i = 1; i < layers.length; i++) {
            layers[i - 1].activate(architecture.activation().shift());
            layers[i].forward(inputs[i].of(layers[i - 1].activation()));
        }
        float[] last = layers[layers.length - 1].output();
        double[] outputs = new double[architecture.outputs()];
        for (int j = 0; j < outputs.length; j++) {
            outputs[j] = last[j] + 0f; // a zero's sign may depend on what was skipped
        }
        return outputs;
    }
}
