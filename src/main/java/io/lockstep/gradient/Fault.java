package io.lockstep.gradient;

import java.io.Serializable;

/**
 * A value that cannot be added: NaN, infinite, or out of the range of the exact sum.
 *
 * @param block index of its block
 * @param coordinate of the value: {@code w1[3, 7]}, {@code loss} or {@code weight}
 * @param value the value
 * @param limit the largest magnitude that the block can add
 * @param large whether the data has targets or inputs beyond ordinary ones, as prices or years
 */
public record Fault(int block, String coordinate, double value, double limit, boolean large) implements Serializable {

    /** What was expected and found, in words. */
    String what() {
        return "block %d, %s: expected a sum within ±%.6g, found %s".formatted(block, coordinate, limit, value);
    }

    /**
     * What the user can do, in full sentences.
     *
     * @param step in which it happened, from 1; 0 where no training goes on
     */
    String remedy(int step) {
        if (coordinate.equals("weight")) {
            return "Check the weights of that block's examples.";
        }
        String standardise =
                "Targets or inputs are large: set data.target-scale = standardize and data.scale = standardize";
        if (step > 1) {
            return large
                    ? standardise + ", or lower the learning rate."
                    : "Lower the learning rate, or check the initial weights and that block's examples.";
        }
        String weights = step == 0 ? "other parameters" : "smaller initial weights";
        return (step == 0 ? "" : "No step was taken before, so the learning rate is not the reason. ")
                + (large
                        ? standardise + ", or use " + weights + "."
                        : "Use " + weights + ", or check that block's examples.");
    }
}
