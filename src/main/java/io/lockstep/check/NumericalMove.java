package io.lockstep.check;

import java.util.Arrays;

/**
 * Where one parameter's move takes an example. Only what follows from it is computed: one pre-activation of its own layer,
 * one row of the next, all of the later ones but for units that stay off.
 */
final class NumericalMove {
    private final NumericalForward example;
    private final int last;
    private final double[][] change; // of each layer's z
    private final double[] output;
    private boolean sidesKept;
    private boolean changesNothing;
    private double lossValue;

    NumericalMove(NumericalForward example) {
        this.example = example;
        last = example.layers.length - 1;
        change = new double[last + 1][];
        for (int i = 0; i <= last; i++) {
            change[i] = new double[example.layers[i].out];
        }
        output = new double[change[last].length];
    }

    /** Moves one pre-activation of a layer by so much. */
    void make(int layer, int unit, double amount) {
        sidesKept = true;
        Arrays.fill(change[layer], 0);
        change[layer][unit] = amount;
        changesNothing = amount == 0;
        for (int i = layer; i < last && !changesNothing; i++) {
            changesNothing = !carry(i, i == layer ? unit : 0, i == layer ? unit + 1 : change[i].length);
        }
        if (changesNothing) {
            Arrays.fill(change[last], 0);
            lossValue = example.lossValue();
            return;
        }
        for (int j = 0; j < output.length; j++) {
            output[j] = example.z[last][j] + change[last][j];
        }
        lossValue = example.lossOf(output);
    }

    /**
     * Carries the changes of some units of a layer to the next layer. They are added up before they meet its z, so that z is
     * rounded once; a shift of the activation cancels.
     *
     * @return whether any activation changed
     */
    private boolean carry(int layer, int firstUnit, int endUnit) {
        double[] next = change[layer + 1];
        Arrays.fill(next, 0);
        boolean changed = false;
        for (int k = firstUnit; k < endUnit; k++) {
            double before = example.z[layer][k];
            double after = before + change[layer][k];
            sidesKept &= after > 0 == before > 0;
            double activationChange = Math.max(after, 0) - Math.max(before, 0);
            if (activationChange != 0) {
                example.layers[layer + 1].addMove(next, k, activationChange);
                changed = true;
            }
        }
        return changed;
    }

    /** Whether every ReLU stays on the side on which it is without the move. */
    boolean sidesKept() {
        return sidesKept;
    }

    /** Whether the move ends at units that are off, or begins at an input that is 0: then no output changes. */
    boolean changesNothing() {
        return changesNothing;
    }

    /** The example's loss after the move. */
    double lossValue() {
        return lossValue;
    }

    /** Half the way between here and there, by which the outputs move differently: largest less smallest. */
    double spread(NumericalMove other) {
        double largest = Double.NEGATIVE_INFINITY;
        double smallest = Double.POSITIVE_INFINITY;
        for (int j = 0; j < output.length; j++) {
            double way = (change[last][j] - other.change[last][j]) / 2;
            largest = Math.max(largest, way);
            smallest = Math.min(smallest, way);
        }
        return largest - smallest;
    }
}
