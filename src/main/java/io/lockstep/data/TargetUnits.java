package io.lockstep.data;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;

/**
 * From the numbers that a regression is trained on back to the target's own unit: {@code value = mean + standard deviation * number}, for each
 * output.
 *
 * @param means what was subtracted from each target
 * @param deviations by which it was divided, above 0
 */
public record TargetUnits(List<Double> means, List<Double> deviations) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Of targets that are trained on as they are. */
    public static final TargetUnits AS_THEY_ARE = new TargetUnits(List.of(), List.of());

    public TargetUnits {
        if (means.size() != deviations.size() || deviations.stream().anyMatch(each -> !(each > 0))) {
            throw new IllegalArgumentException("target units: expected as many means as standard deviations above 0,"
                    + " found " + means + " and " + deviations);
        }
    }

    /** The same for so many outputs, of which each is as it is. */
    public static TargetUnits asTheyAre(int outputs) {
        return new TargetUnits(Collections.nCopies(outputs, 0.0), Collections.nCopies(outputs, 1.0));
    }

    /** A target or an output in its own unit. */
    public double value(int output, double number) {
        return means.isEmpty() ? number : means.get(output) + deviations.get(output) * number;
    }

    /** How large a difference of 1 is in the own unit. */
    public double deviation(int output) {
        return deviations.isEmpty() ? 1 : deviations.get(output);
    }
}
